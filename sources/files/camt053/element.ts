/** A part of a document that fits into memory. Names come without their namespace prefix. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** Text directly inside, trimmed. */
  text: string;
  children: XmlElement[];
  place: XmlPlace | undefined;
}

export interface XmlPlace {
  line: number;
  byteStart: number;
  byteEnd: number;
}

/** The first element at a path of names such as `Acct/Id/IBAN`. */
export function find(from: XmlElement | undefined, path: string): XmlElement | undefined {
  let element = from;
  for (const name of path.split('/')) element = element?.children.find((child) => child.name === name);
  return element;
}

export function findAll(from: XmlElement | undefined, path: string): XmlElement[] {
  let elements = from ? [from] : [];
  for (const name of path.split('/')) {
    elements = elements.flatMap((element) => element.children.filter((child) => child.name === name));
  }
  return elements;
}

/** Text of the first of the paths that has any; null when none has. */
export function textAt(from: XmlElement | undefined, ...paths: string[]): string | null {
  for (const path of paths) {
    const text = find(from, path)?.text;
    if (text) return text;
  }
  return null;
}
