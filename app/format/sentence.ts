/** Failures and reasons begin with a small letter, so that a command can put its name before them; a screen does not. */
export function sentence(words: string): string {
  const text = words.trim();
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return text === '' || /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
