import type { LogicalType } from '#core/dataset/field.ts';

/** Places in the list of cell formats below. */
export const STYLE = {
  plain: 0,
  header: 1,
  text: 2,
  money: 3,
  number: 4,
  integer: 5,
  date: 6,
  timestamp: 7,
  flagged: 8,
} as const;

export const STYLE_OF: Readonly<Record<LogicalType, number>> = {
  text: STYLE.text,
  code: STYLE.text,
  currency: STYLE.text,
  money: STYLE.money,
  quantity: STYLE.number,
  rate: STYLE.number,
  integer: STYLE.integer,
  date: STYLE.date,
  timestamp: STYLE.timestamp,
  boolean: STYLE.plain,
};

/** Column widths in characters. */
export const WIDTH_OF: Readonly<Record<LogicalType, number>> = {
  text: 32,
  code: 18,
  currency: 10,
  money: 18,
  quantity: 14,
  rate: 16,
  integer: 12,
  date: 12,
  timestamp: 24,
  boolean: 10,
};

/** Number formats: 49 is text and 1 is a whole number, built in; the rest is ours. */
const FORMATS = {
  money: { id: 164, code: '#,##0.00######' },
  date: { id: 165, code: 'yyyy\\-mm\\-dd' },
  timestamp: { id: 166, code: 'yyyy\\-mm\\-dd\\ hh:mm:ss.000' },
} as const;

const xf = (numFmt: number, font = 0, fill = 0) =>
  `<xf numFmtId="${numFmt}" fontId="${font}" fillId="${fill}" borderId="0" xfId="0"` +
  ` applyNumberFormat="1"${font ? ' applyFont="1"' : ''}${fill ? ' applyFill="1"' : ''}/>`;

export const STYLES_XML =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  `<numFmts count="3">${Object.values(FORMATS)
    .map(({ id, code }) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`)
    .join('')}</numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/><bgColor indexed="64"/></patternFill></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="9">${[
    xf(0),
    xf(0, 1),
    xf(49),
    xf(FORMATS.money.id),
    xf(0),
    xf(1),
    xf(FORMATS.date.id),
    xf(FORMATS.timestamp.id),
    xf(49, 0, 2),
  ].join('')}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
