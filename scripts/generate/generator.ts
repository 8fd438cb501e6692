/** Makes committed files from their sources. Deterministic: the same sources give the same bytes. */
export interface Generator {
  name: string;
  /** `root` is the absolute folder of the checkout; paths are relative to it. The folders exist. */
  files(root: string): Promise<{ path: string; text: string }[]>;
}
