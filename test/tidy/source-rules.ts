import ts from 'typescript';
import { lineOf, type Rule, type SourceFile, topFolder, walk } from './source-file.ts';

const LONGEST_FILE = 300;
const LONGEST_TEST = 500;
const LONGEST_FUNCTION = 120;

/** Names under which money and quantities go. */
const MONEY =
  /^(amount|gross|net|tax|fee|balance|price|difference|threshold|materiality|quantity|minor|debit|credit|money)$|(Amount|_amount|Balance|_balance|Price|_price|Difference|_difference|Quantity|_quantity|UnitCost|unit_cost|Threshold|Minor)$/;

const source = (path: string) => /\.tsx?$/.test(path);
const shipped = (path: string) =>
  source(path) && !['test', 'bench', 'scripts', '.'].includes(topFolder(path));

const fileLength: Rule = {
  name: `a file has at most ${LONGEST_FILE} lines, a test ${LONGEST_TEST}`,
  why: 'a file has one reason to exist; most stay under 150 lines',
  appliesTo: (path) => source(path) && !path.endsWith('.generated.ts'),
  check: ({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > (/^(test|examples)\//.test(path) ? LONGEST_TEST : LONGEST_FILE)
      ? [`${path} has ${lines} lines`]
      : [];
  },
  breaches: [{ path: 'core/x.ts', text: 'x;\n'.repeat(LONGEST_FILE + 1) }],
  fine: [{ path: 'core/x.ts', text: 'x;\n'.repeat(LONGEST_FILE) }],
};

const functionLength: Rule = {
  name: `a function has at most ${LONGEST_FUNCTION} lines`,
  why: 'most stay under 60; one that does not fit on a screen cannot be checked by reading',
  appliesTo: shipped,
  check: (file) => functionsLongerThan(file, LONGEST_FUNCTION),
  breaches: [{ path: 'core/x.ts', text: `function long() {${'\n;'.repeat(LONGEST_FUNCTION)}\n}` }],
};

const noAny: Rule = {
  name: 'no any, no silenced type checker',
  why: 'a type that is not known is `unknown`; an `any` that must be says why in a biome-ignore above it',
  appliesTo: source,
  check: (file) => {
    const found: string[] = [];
    const lines = file.text.split('\n');
    walk(file.tree, (node) => {
      if (node.kind !== ts.SyntaxKind.AnyKeyword) return;
      const line = lineOf(file, node);
      const excused = [line - 2, line - 3].some((i) =>
        /biome-ignore .*noExplicitAny: \S/.test(lines[i] ?? ''),
      );
      if (!excused) found.push(`${file.path}:${line} says any`);
    });
    lines.forEach((line, i) => {
      if (/^\s*(\/\/|\/\*|\*)\s*@ts-(ignore|nocheck|expect-error)/.test(line))
        found.push(`${file.path}:${i + 1} ${line.trim()}`);
    });
    return found;
  },
  breaches: [
    { path: 'core/x.ts', text: 'const x = y as any;' },
    { path: 'core/x.ts', text: `${'// @ts-'}ignore\nx();` },
  ],
  fine: [
    {
      path: 'core/x.ts',
      text: '// biome-ignore lint/suspicious/noExplicitAny: the driver says so\nconst x: any = y;',
    },
    { path: 'core/x.ts', text: `const text = 'the text @ts-${'ignore'} in a string';` },
  ],
};

const noFloat: Rule = {
  name: 'no float touches money',
  why: 'Number, parseFloat, Math and the unary plus make floats: amounts are text, or Decimal within core/money',
  appliesTo: (path) => shipped(path) && !DRAWN.includes(path),
  check: (file) => {
    const found: string[] = [];
    walk(file.tree, (node) => {
      const text = floatFrom(node);
      if (text) found.push(`${file.path}:${lineOf(file, node)} ${text}`);
    });
    return found;
  },
  breaches: [{ path: 'app/components/x.tsx', text: 'const wide = Number(row.left_amount);' }],
  fine: [{ path: 'app/components/x.tsx', text: 'const many = Number(row.left_count); const id = +runId;' }],
};

/** Where an amount becomes the length of a bar: a picture, with the exact value beside it. */
const DRAWN = ['app/components/charts/scale.ts'];

const noConsole: Rule = {
  name: 'no console',
  why: 'results go to stdout and progress to stderr by way of the command or the logger',
  appliesTo: (path) => shipped(path) && topFolder(path) !== 'cli' && !path.startsWith('examples/'),
  check: (file) => calls(file, /^console\.\w+$/),
  breaches: [{ path: 'workflows/x.ts', text: `console.log('done');` }],
  fine: [{ path: 'workflows/x.ts', text: `context.progress({ step: 'done' }); // not console.log` }],
};

const pureCore: Rule = {
  name: 'core has no clock and no chance',
  why: 'the same input gives the same output, today and in ten years',
  appliesTo: (path) => shipped(path) && topFolder(path) === 'core',
  check: (file) => [
    ...calls(file, /^(Date\.now|Math\.random|performance\.now|crypto\.random\w+|random(Bytes|UUID))$/),
    ...now(file),
  ],
  breaches: [{ path: 'core/x.ts', text: 'const today = new Date();' }],
  fine: [{ path: 'core/x.ts', text: 'const day = new Date(0);' }],
};

const oneClock: Rule = {
  name: 'workflows, presenters and queries ask the context for the time',
  why: '`context.now()` is the one clock, so that a test can set it and a run can be repeated',
  appliesTo: (path) => shipped(path) && /^(workflows|db\/queries|app\/presenters|exports)\//.test(path),
  check: (file) => [...calls(file, /^Date\.now$/), ...now(file)],
  breaches: [{ path: 'workflows/x.ts', text: 'const at = Date.now();' }],
  fine: [{ path: 'workflows/x.ts', text: 'const at = context.now();' }],
};

const environment: Rule = {
  name: 'only the command line reads the environment',
  why: 'settings come in at one place and are handed on',
  appliesTo: (path) => shipped(path) && /^(core|sources|db|exports|workflows|jobs|app)\//.test(path),
  check: (file) => {
    const found: string[] = [];
    walk(file.tree, (node) => {
      if (ts.isPropertyAccessExpression(node) && node.getText(file.tree) === 'process.env') {
        found.push(`${file.path}:${lineOf(file, node)} reads process.env`);
      }
    });
    return found;
  },
  breaches: [{ path: 'db/x.ts', text: 'const url = process.env.DATABASE_URL;' }],
};

const cronHasZone: Rule = {
  name: 'no cron without a zone',
  why: 'nine in the morning is nine somewhere',
  appliesTo: shipped,
  check: (file) => {
    const found: string[] = [];
    walk(file.tree, (node) => {
      if (!ts.isCallExpression(node)) return;
      const callee = node.expression.getText(file.tree);
      if (!/^((cron|nodeCron)\.)?(schedule|createTask)$/.test(callee)) return;
      if (!/\btimezone\b/.test(node.getText(file.tree)))
        found.push(`${file.path}:${lineOf(file, node)} ${callee}`);
    });
    return found;
  },
  breaches: [{ path: 'jobs/x.ts', text: `cron.schedule('0 9 * * *', fire);` }],
  fine: [{ path: 'jobs/x.ts', text: `cron.schedule('0 9 * * *', fire, { timezone: zone });` }],
};

const driverTypes: Rule = {
  name: 'the driver keeps numbers as text',
  why: 'setTypeParser changes every connection of the process; how values arrive is said once, in db/connection.ts',
  appliesTo: shipped,
  check: (file) => calls(file, /\.setTypeParser$/),
  breaches: [{ path: 'db/x.ts', text: 'pg.types.setTypeParser(1700, Number);' }],
};

export const SOURCE_RULES = [
  fileLength,
  functionLength,
  noAny,
  noFloat,
  noConsole,
  pureCore,
  oneClock,
  environment,
  cronHasZone,
  driverTypes,
];

/** Named functions only: the callback of a `describe` is as long as what it holds. */
export function functionsLongerThan(file: SourceFile, limit: number): string[] {
  const found: string[] = [];
  walk(file.tree, (node) => {
    if (!ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node) && !ts.isArrowFunction(node)) return;
    const start = lineOf(file, node);
    const lines = file.tree.getLineAndCharacterOfPosition(node.end).line + 2 - start;
    if (lines > limit) found.push(`${file.path}:${start} is ${lines} lines long`);
  });
  return found;
}

function calls(file: SourceFile, callee: RegExp): string[] {
  const found: string[] = [];
  walk(file.tree, (node) => {
    if (!ts.isCallExpression(node)) return;
    const text = node.expression.getText(file.tree);
    if (callee.test(text)) found.push(`${file.path}:${lineOf(file, node)} ${text}()`);
  });
  return found;
}

function now(file: SourceFile): string[] {
  const found: string[] = [];
  walk(file.tree, (node) => {
    if (!ts.isNewExpression(node) || node.expression.getText(file.tree) !== 'Date') return;
    if ((node.arguments ?? []).length === 0) found.push(`${file.path}:${lineOf(file, node)} new Date()`);
  });
  return found;
}

/** The text of an expression that turns money into a float. */
function floatFrom(node: ts.Node): string | undefined {
  if (
    ts.isPrefixUnaryExpression(node) &&
    node.operator === ts.SyntaxKind.PlusToken &&
    namesMoney(node.operand)
  ) {
    return node.getText();
  }
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression.getText();
  if (/^(Number\.)?parseFloat$/.test(callee)) return node.getText();
  if (!/^(Number|Math\.\w+|Number\.parseInt|parseInt)$/.test(callee)) return undefined;
  return node.arguments.some(namesMoney) ? node.getText() : undefined;
}

function namesMoney(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return MONEY.test(node.text);
  if (ts.isPropertyAccessExpression(node)) return MONEY.test(node.name.text);
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)) return namesMoney(node.expression);
  if (ts.isBinaryExpression(node)) return namesMoney(node.left) || namesMoney(node.right);
  return false;
}
