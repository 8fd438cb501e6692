import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface SourceFile {
  /** From the project's folder, with `/`. */
  path: string;
  text: string;
  tree: ts.SourceFile;
}

/** A rule of the house. `check` gives one line for each breach. */
export interface Rule {
  name: string;
  /** Why we have it; shown with each breach. */
  why: string;
  /** Paths that it is about. */
  appliesTo(path: string): boolean;
  check(file: SourceFile): string[];
  /** Files each of which must show a breach: a rule that cannot fail is no rule. */
  breaches: Sample[];
  /** Look much the same and are fine. */
  fine?: Sample[];
}

export interface Sample {
  path: string;
  text: string;
}

export function parse(path: string, text: string): SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kind) };
}

/** Files that git knows or would take in: what is ignored is not ours. */
export function projectFiles(pattern: RegExp): { path: string; text: string }[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  return [...new Set(listed.split('\0'))]
    .filter((path) => pattern.test(path))
    .sort()
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(`${ROOT}${path}`, 'utf8') }];
      } catch {
        return []; // removed, and not yet committed
      }
    });
}

export function topFolder(path: string): string {
  return path.includes('/') ? (path.split('/')[0] as string) : '.';
}

export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1;
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

export interface Import {
  /** As written. */
  from: string;
  /** Inside the project: the path from its folder. */
  path: string | undefined;
  line: number;
  /** Erased when the file is compiled. */
  typeOnly: boolean;
}

/** Static, dynamic, re-exporting and type imports. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  walk(file.tree, (node) => {
    const literal = specifierOf(node);
    if (!literal) return;
    const from = literal.text;
    found.push({
      from,
      path: resolve(file.path, from),
      line: lineOf(file, literal),
      typeOnly: isTypeOnly(node),
    });
  });
  return found;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node)) return false;
  const named = node.importClause?.namedBindings;
  const eachIsType =
    named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
  return node.importClause?.isTypeOnly === true || (eachIsType === true && !node.importClause?.name);
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  const literal = (candidate: ts.Node | undefined) =>
    candidate && ts.isStringLiteralLike(candidate) ? candidate : undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  return undefined;
}

function resolve(importer: string, from: string): string | undefined {
  if (from.startsWith('#')) return from.slice(1);
  if (!from.startsWith('.')) return undefined;
  const parts = importer.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
