import { InputRejected } from '#core/failure/failure.ts';

/** Where requested columns lie in a record: a tree over object keys and array positions. */
export interface PathNode {
  keys: Map<string, PathNode>;
  items: Map<number, PathNode>;
  /** Indexes of the columns that want the value here. */
  columns: number[];
  /** Numbers the nodes of one tree, from 0. */
  id: number;
}

export interface PathTree {
  root: PathNode;
  nodeCount: number;
}

export type PathStep = string | number;

const STEP = /\.?([^.[\]]+)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Steps of a JSON path: `a.b[0].c`, with `["a.b"]` for keys that hold a dot or a bracket. Undefined when it is no path.
 */
export function parseJsonPath(path: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const startsWithDot = path[STEP.lastIndex] === '.';
    const match = STEP.exec(path);
    if (!match || (steps.length === 0 && startsWithDot)) return undefined;
    if (steps.length > 0 && match[1] !== undefined && !startsWithDot) return undefined;
    if (match[2] !== undefined) steps.push(Number(match[2]));
    else if (match[3] !== undefined) steps.push(match[3].replace(/\\(.)/g, '$1'));
    else steps.push(match[1]!);
  }
  return steps.length > 0 ? steps : undefined;
}

/** @throws InputRejected `column_path` for a column that is no JSON path */
export function pathTree(file: string, columns: readonly string[]): PathTree {
  let nodeCount = 0;
  const newNode = (): PathNode => ({ keys: new Map(), items: new Map(), columns: [], id: nodeCount++ });
  const root = newNode();
  columns.forEach((column, index) => {
    const steps = parseJsonPath(column);
    if (!steps) throw notAPath(file, column);
    let node = root;
    for (const step of steps) {
      const children = (typeof step === 'number' ? node.items : node.keys) as Map<PathStep, PathNode>;
      const child = children.get(step) ?? newNode();
      children.set(step, child);
      node = child;
    }
    node.columns.push(index);
  });
  return { root, nodeCount };
}

function notAPath(file: string, column: string): InputRejected {
  return new InputRejected({
    file,
    rule: 'column_path',
    detail: `${JSON.stringify(column)} is no JSON path`,
    hint: 'Write it as a.b[0].c, and keys with a dot as ["a.b"].',
  });
}
