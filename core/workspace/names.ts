import type { Located, Report } from '../yaml/shape.ts';

/** Names that must be unique within their kind; the message says where the first one is. */
export class Names {
  private readonly places = new Map<string, Located>();

  constructor(
    private readonly kind: string,
    private readonly report: Report,
  ) {}

  declare(name: string, at: Located): void {
    const first = this.places.get(name);
    if (first === undefined) this.places.set(name, at);
    else {
      const { file, line } = first.place;
      this.report(at, `there is another ${this.kind} "${name}"`, `in ${file}:${line}`);
    }
  }
}
