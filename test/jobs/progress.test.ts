import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { throttleProgress } from '#jobs/progress.ts';

test('writes rarely, one after the other, the latest, and the last one for certain', async () => {
  const written: number[] = [];
  let writing = 0;
  const progress = throttleProgress(async ({ done = -1 }) => {
    expect(++writing).toBe(1);
    await sleep(20);
    writing--;
    written.push(done);
  }, 100);
  for (let done = 0; done < 450; done++) {
    progress.report({ step: 'reading', done });
    await sleep(1);
  }
  progress.report({ step: 'reading', done: 999 });
  await progress.flush();
  expect(written.at(-1)).toBe(999);
  expect(written.length).toBeGreaterThan(3);
  expect(written.length).toBeLessThan(16); // 450 reports
  expect(written).toEqual([...written].sort((a, b) => a - b));
  await progress.flush();
  expect(written.at(-1)).toBe(999);
  expect(written.filter((done) => done === 999)).toHaveLength(1);
});

test('a write that fails does not fail the job', async () => {
  const progress = throttleProgress(() => Promise.reject(new Error('no database')), 1);
  progress.report({ step: 'reading' });
  await progress.flush();
});
