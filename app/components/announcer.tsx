import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import styles from './announcer.module.css';

const AnnounceContext = createContext<(message: string) => void>(() => {});

/** Says for a moment, on screen and to screen readers, that something was done. */
export function useAnnounce(): (message: string) => void {
  return useContext(AnnounceContext);
}

const SHOWN_MS = 3_500;

export function Announcer({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<{ text: string; at: number } | undefined>();
  const announce = useCallback((text: string) => setMessage({ text, at: Date.now() }), []);
  useEffect(() => {
    if (message === undefined) return;
    const timer = setTimeout(() => setMessage(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div role="status" className={styles.place}>
        {message ? (
          <p key={message.at} className={styles.message}>
            {message.text}
          </p>
        ) : null}
      </div>
    </AnnounceContext.Provider>
  );
}
