/** Files of the sources of `app-workspace.ts`, made by counting: the same every time. */
export type Amount = 'little' | 'much';

const NAMES = [
  'Brauerei Zum Goldenen Anker',
  'Fjord & Fell AS',
  'Société Générale des Eaux Minérales',
  'شركة النور للتجارة الدولية',
  'Kowalski i Synowie sp. z o.o.',
  'Przedsiębiorstwo Handlowo-Usługowe Zjednoczone Młyny Polskie S.A.',
  'O’Leary, Byrne & Daughters',
  'חברת הים התיכון לסחר בע״מ',
  '株式会社関西物産',
];

export interface Books {
  invoices: string;
  payments: string;
  postings: string;
  sales: string;
  deposits: string;
}

/** `day` counts deliveries: each one pays some more of the invoices and mends some of what was wrong. */
export function booksOf(amount: Amount, day: number): Books {
  const lines = Array.from({ length: amount === 'much' ? 4000 : 120 }, (_, index) => line(index, amount));
  return {
    invoices: csv(
      'number,customer,issued_on,gross,currency',
      lines.map(invoice).concat(amount === 'little' ? BROKEN : []),
    ),
    payments: csv(
      'id,paid_on,amount,currency,invoice,payer',
      lines.flatMap((it) => payment(it, day)),
    ),
    postings: csv(
      'journal;line;account;posted_on;document;amount',
      lines.flatMap((it) => posting(it, day)),
    ),
    sales: csv(
      'id,paid_on,amount,receipt',
      lines.slice(0, 40).map((it) => `${it.index},2026-01-15,${1200 + it.index * 37},R${it.index}`),
    ),
    deposits: csv(
      'receipt,opening,amount,day',
      lines.slice(0, 40).map((it) => `R${it.index},0,${1200 + it.index * 37},2026-01-16`),
    ),
  };
}

/** Rows that the contract refuses. */
const BROKEN = [
  'RE-2026-9001,Brauerei Zum Goldenen Anker,2026-02-30,119.00,EUR',
  'RE-2026-9002,Fjord & Fell AS,2026-01-20,"1,190.00",EUR',
  'RE-2026-9003,Kowalski i Synowie sp. z o.o.,2026-01-21,-40.00,EUR',
];

interface Line {
  index: number;
  number: string;
  name: string;
  date: string;
  gross: string;
  currency: string;
}

function line(index: number, amount: Amount): Line {
  const digits =
    amount === 'much' && index % 50 === 0
      ? `${900_000_000_000_000 + index}`
      : `${40 + ((index * 7919) % 9000)}`;
  return {
    index,
    number: `RE-2026-${String(index + 1).padStart(4, '0')}`,
    name: NAMES[index % NAMES.length] ?? '',
    date: `2026-01-${String(1 + (index % 28)).padStart(2, '0')}`,
    gross: `${digits}.${String((index * 31) % 100).padStart(2, '0')}`,
    currency: index % 6 === 5 ? 'USD' : 'EUR',
  };
}

const invoice = (it: Line) => `${it.number},"${it.name}",${it.date},${it.gross},${it.currency}`;

function payment(it: Line, day: number): string[] {
  const paid = it.date
    .replace('2026-01-', '2026-01-')
    .replace(/-(\d\d)$/, (_, d) => `-${String(Math.min(31, Number(d) + 2)).padStart(2, '0')}`);
  const row = (id: string, amount: string, date = paid) =>
    `${id},${date},${amount},${it.currency},${it.number.toLowerCase()},"${it.name}"`;
  if (it.index % 17 === 3) return day > 2 && it.index % 34 === 3 ? [row(`P${it.index}`, it.gross)] : [];
  if (it.index % 23 === 4) return [row(`P${it.index}`, less(it.gross))];
  if (it.index % 29 === 5) return [row(`P${it.index}a`, it.gross), row(`P${it.index}b`, it.gross)];
  if (it.index % 31 === 6) return [row(`P${it.index}`, it.gross, '2026-04-30')];
  if (it.index % 41 === 7)
    return [row(`P${it.index}`, it.gross), `X${it.index},${paid},77.70,EUR,unknown-${it.index},"${it.name}"`];
  return [row(`P${it.index}`, it.gross)];
}

function posting(it: Line, day: number): string[] {
  if (it.currency !== 'EUR') return [];
  const date = `${it.date.slice(8)}.01.2026`;
  const comma = it.gross.replace('.', ',');
  const wrong = it.index % 37 === 8 && day < 3;
  const rows = [
    `J${it.index};1;1400;${date};${it.number};${wrong ? less(it.gross).replace('.', ',') : comma}`,
  ];
  rows.push(
    `J${it.index};2;1590;${date};IC-${it.index};${comma}`,
    `J${it.index};3;1790;${date};IC-${it.index};${comma}`,
  );
  return rows;
}

/** Twelve and a half short, in text. */
function less(gross: string): string {
  const [whole = '0', cents = '00'] = gross.split('.');
  const value = BigInt(whole + cents) - 1250n;
  const text = String(value < 0n ? -value : value).padStart(3, '0');
  return `${value < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
}

function csv(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join('\n')}\n`;
}
