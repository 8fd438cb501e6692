/** "2010-12-30", 3 -> "2011-01-02". Calendar dates only: no zone takes part. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
