import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NotAnExport, PublishedFileMalformed } from '../failures.ts';
import { MANIFEST_FILE, type Manifest, type ManifestFile } from '../manifest.ts';
import { totalsDifference } from '../rows/control-totals.ts';
import { hashFile } from './hash-file.ts';
import { inspectFile } from './inspect-file.ts';

export interface VerifiedExport {
  ok: boolean;
  folder: string;
  manifest: Manifest;
  /** In the order of the files; empty when everything agrees. */
  problems: VerifyProblem[];
}

export interface VerifyProblem {
  file: string;
  rule: 'missing' | 'unlisted' | 'size' | 'sha256' | 'unreadable' | 'rows' | 'control_total';
  expected: string;
  actual: string;
}

/**
 * Proves a published folder against its manifest from the bytes alone, without a database: no file is missing or added,
 * sizes and hashes hold, and the rows and control totals are counted again from what each file says.
 * @throws NotAnExport when there is no readable manifest
 */
export async function verifyExportFolder(folder: string): Promise<VerifiedExport> {
  const manifest = await readManifest(folder);
  const problems = await unexpectedFiles(folder, manifest);
  for (const file of manifest.files) problems.push(...(await verifyFile(folder, manifest, file)));
  return { ok: problems.length === 0, folder, manifest, problems };
}

async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    throw new NotAnExport(folder, `${MANIFEST_FILE} cannot be read (${(error as Error).message})`);
  }
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new NotAnExport(folder, `${MANIFEST_FILE} is no JSON (${(error as Error).message})`);
  }
  if (manifest?.manifest_version !== 1) {
    throw new NotAnExport(folder, `manifest version ${String(manifest?.manifest_version)} is unknown`);
  }
  const whole = [manifest.files, manifest.columns, manifest.controls, manifest.control_totals].every(
    Array.isArray,
  );
  if (!whole) throw new NotAnExport(folder, `${MANIFEST_FILE} lacks files, columns or control totals`);
  for (const { name } of manifest.files as readonly ManifestFile[]) {
    if (typeof name !== 'string' || basename(name) !== name || name === '..') {
      throw new NotAnExport(
        folder,
        `its manifest names "${String(name)}", which is not a file of this folder`,
      );
    }
  }
  return manifest as Manifest;
}

async function unexpectedFiles(folder: string, manifest: Manifest): Promise<VerifyProblem[]> {
  const listed = new Set([MANIFEST_FILE, ...manifest.files.map((file) => file.name)]);
  const present = (await readdir(folder)).sort();
  return present
    .filter((name) => !listed.has(name))
    .map((file) => ({ file, rule: 'unlisted', expected: 'no such file', actual: 'a file' }));
}

async function verifyFile(folder: string, manifest: Manifest, file: ManifestFile): Promise<VerifyProblem[]> {
  const problem = (rule: VerifyProblem['rule'], expected: unknown, actual: unknown): VerifyProblem => ({
    file: file.name,
    rule,
    expected: String(expected),
    actual: String(actual),
  });
  const path = join(folder, file.name);
  const found = await hashFile(path).catch((error: Error) => error);
  if (found instanceof Error) return [problem('missing', 'a file', found.message)];
  if (found.bytes !== file.bytes) return [problem('size', file.bytes, found.bytes)];
  if (found.sha256 !== file.sha256) return [problem('sha256', file.sha256, found.sha256)];
  try {
    return await verifyRows(path, manifest, file, problem);
  } catch (error) {
    if (!(error instanceof PublishedFileMalformed)) throw error;
    return [problem('unreadable', file.format, error.message)];
  }
}

async function verifyRows(
  path: string,
  manifest: Manifest,
  file: ManifestFile,
  problem: (rule: VerifyProblem['rule'], expected: unknown, actual: unknown) => VerifyProblem,
): Promise<VerifyProblem[]> {
  const { columns, controls } = manifest;
  const inspection = await inspectFile({ path, name: file.name, columns, controls }, file);
  const problems: VerifyProblem[] = [];
  if (inspection.rows !== file.rows) problems.push(problem('rows', file.rows, inspection.rows));
  if (inspection.rows !== manifest.rows) problems.push(problem('rows', manifest.rows, inspection.rows));
  const difference = totalsDifference(manifest.control_totals, inspection.controlTotals);
  if (difference) {
    problems.push(problem('control_total', `${difference.what} ${difference.expected}`, difference.actual));
  }
  return problems;
}
