import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type NumberStyle, PLAIN_STYLE } from './number-style.ts';

/** What every number and date on a screen is written with. The server decides, so that the browser writes the same. */
export interface Formats {
  style: NumberStyle;
  /** Zone in which instants are shown. */
  zone: string;
  /** The instant at which the page was made: ages count from it. */
  now: string;
}

const FormatContext = createContext<Formats>({
  style: PLAIN_STYLE,
  zone: 'UTC',
  now: '1970-01-01T00:00:00Z',
});

export function FormatProvider({ style, zone, now, children }: Formats & { children: ReactNode }) {
  const value = useMemo(() => ({ style, zone, now }), [style, zone, now]);
  return <FormatContext.Provider value={value}>{children}</FormatContext.Provider>;
}

export function useFormats(): Formats {
  return useContext(FormatContext);
}
