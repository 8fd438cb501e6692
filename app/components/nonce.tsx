import { createContext, useContext } from 'react';

/**
 * The nonce of the content security policy, while the server draws. The browser hides nonces from scripts, so it is
 * empty there, which is what React compares with.
 */
const NonceContext = createContext<string | undefined>(undefined);
export const NonceProvider = NonceContext.Provider;

export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
