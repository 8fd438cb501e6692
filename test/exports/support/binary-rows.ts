import type { LogicalType } from '#core/dataset/field.ts';
import type { Connection } from '#db/connection.ts';
import { copyBinary } from '#db/queries/export-copy.ts';
import { withExportSession } from '#db/queries/export-session.ts';

export interface TestColumn {
  name: string;
  type: LogicalType;
  precision?: number;
  scale?: number;
  nullable: boolean;
}

export const testColumn = (name: string, type: LogicalType, nullable = false): TestColumn => {
  const scale = { money: 8, quantity: 9, rate: 18 }[type as 'money'];
  return { name, type, nullable, ...(scale === undefined ? {} : { precision: 38, scale }) };
};

/** Hands the rows of a SELECT over as binary COPY. The first column orders them. */
export function withRows<T>(
  connection: Connection,
  sql: string,
  columns: readonly TestColumn[],
  work: (rows: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  const orderBy = [columns[0]?.name as string];
  return withExportSession(connection, (session) => work(copyBinary(session, { sql, columns, orderBy })));
}
