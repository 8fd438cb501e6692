const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** Size of a file: "812 B", "1.4 MB". Sizes are not money: one decimal is enough. */
export function bytesText(size: string | number): string {
  let value = Number(size);
  if (value < 1000) return `${value} B`;
  let unit = -1;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`;
}
