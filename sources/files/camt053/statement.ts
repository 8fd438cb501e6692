import type { StatementProof } from '../reader.ts';
import { StatementTotals } from '../statement-proof.ts';
import { readAmount } from './amount.ts';
import type { StatementValues } from './columns.ts';
import { find, textAt, type XmlElement } from './element.ts';
import { calendarDate, type EntryReading } from './entry.ts';

interface Balance {
  type: string;
  amount: string;
  currency: string;
  date: string | null;
}

/** A statement has a dozen. More are passed over, and the statement is then not proven. */
const MAX_BALANCES = 1_000;

/** One `Stmt` while it streams by: its header, its balances, the sums of its entries. */
export class CamtStatement {
  readonly totals = new StatementTotals();
  entryCount = 0;
  private readonly header: StatementValues;
  private readonly balances: Balance[] = [];
  private currency: string | null = null;
  private repeated: StatementValues | undefined;

  constructor(messageId: string | null) {
    this.header = { message_id: messageId };
  }

  part(element: XmlElement): void {
    const { header } = this;
    const text = element.text || null;
    this.repeated = undefined;
    if (element.name === 'Id') header.statement_id = text;
    else if (element.name === 'ElctrncSeqNb') header.sequence = text;
    else if (element.name === 'LglSeqNb') header.legal_sequence = text;
    else if (element.name === 'StmtPgntn') header.page = textAt(element, 'PgNb');
    else if (element.name === 'CreDtTm') header.created_at = text;
    else if (element.name === 'FrToDt') this.period(element);
    else if (element.name === 'Acct') this.account(element);
    else if (element.name === 'Bal') this.balance(element);
    else if (element.name === 'TxsSummry')
      header.stated_entry_count = textAt(element, 'TtlNtries/NbOfNtries');
    else if (element.name === 'AddtlStmtInf') header.additional_info = text;
  }

  add(reading: EntryReading): void {
    this.entryCount++;
    if ('problem' in reading) this.totals.addUnreadable();
    else if (reading.booked) this.totals.add(reading.amount.currency, reading.amount.amount);
  }

  /** What entries repeat of their statement. Balances stand before the entries in every version. */
  shared(): StatementValues {
    this.repeated ??= this.sharedValues();
    return this.repeated;
  }

  private sharedValues(): StatementValues {
    const currency = this.mainCurrency();
    const { opening, closing } = this.openingAndClosing(currency);
    const { header } = this;
    return {
      ...header,
      sequence: header.sequence ?? header.legal_sequence ?? null,
      account_currency: currency,
      period_end: header.period_end ?? closing?.date ?? calendarDate(header.created_at ?? null),
      opening_balance: opening?.amount ?? null,
      closing_balance: closing?.amount ?? null,
    };
  }

  values(): StatementValues {
    const currency = this.mainCurrency();
    const { opening, closing } = this.openingAndClosing(currency);
    const proof = this.prove(currency ?? '');
    return {
      ...this.shared(),
      currency,
      opening_type: opening?.type ?? null,
      opening_date: opening?.date ?? null,
      closing_type: closing?.type ?? null,
      closing_date: closing?.date ?? null,
      available_balance: this.inCurrency(currency).findLast((b) => b.type === 'CLAV')?.amount ?? null,
      entry_count: String(proof.entryCount),
      entries_total: proof.entriesTotal,
      difference: proof.difference,
      proven: String(proof.proven),
    };
  }

  /** One proof a currency that the booked entries or the booked balances are in. */
  proofs(): StatementProof[] {
    const booked = this.balances.filter((b) => ['OPBD', 'PRCD', 'CLBD', 'ITBD'].includes(b.type));
    const currencies = new Set([...booked.map((b) => b.currency), ...this.totals.currencies]);
    if (currencies.size === 0) currencies.add(this.mainCurrency() ?? '');
    return [...currencies].map((currency) => this.prove(currency));
  }

  private prove(currency: string): StatementProof {
    const { opening, closing } = this.openingAndClosing(currency);
    return this.totals.prove({
      account: this.header.account ?? '',
      sequence: this.header.sequence ?? this.header.legal_sequence ?? this.header.statement_id ?? '',
      currency,
      opening: opening?.amount ?? null,
      closing: closing?.amount ?? null,
    });
  }

  /**
   * The booked balances that the entries lie between. A page of a longer statement has interim balances (ITBD) in their
   * place: its first opens it when it states no other, its last closes it.
   */
  private openingAndClosing(currency: string | null): { opening?: Balance; closing?: Balance } {
    const balances = this.inCurrency(currency);
    const interim = balances.filter((b) => b.type === 'ITBD');
    const opening = balances.find((b) => b.type === 'OPBD') ?? balances.find((b) => b.type === 'PRCD');
    const closing = balances.findLast((b) => b.type === 'CLBD');
    if (opening && closing) return { opening, closing };
    if (opening) return { opening, closing: interim.at(-1) };
    if (closing) return { opening: interim[0], closing };
    return interim.length > 1 ? { opening: interim[0], closing: interim.at(-1) } : {};
  }

  private inCurrency(currency: string | null): Balance[] {
    return this.balances.filter((b) => b.currency === currency);
  }

  private mainCurrency(): string | null {
    const of = (types: readonly string[]) => this.balances.find((b) => types.includes(b.type))?.currency;
    return this.currency ?? of(['OPBD', 'PRCD']) ?? of(['CLBD', 'ITBD']) ?? this.totals.currencies[0] ?? null;
  }

  private period(element: XmlElement): void {
    this.header.period_start = calendarDate(textAt(element, 'FrDtTm', 'FrDt'));
    this.header.period_end = calendarDate(textAt(element, 'ToDtTm', 'ToDt'));
  }

  private account(element: XmlElement): void {
    this.currency = textAt(element, 'Ccy');
    this.header.account = textAt(element, 'Id/IBAN', 'Id/Othr/Id');
    this.header.account_name = textAt(element, 'Nm');
    this.header.account_owner = textAt(element, 'Ownr/Nm');
    const servicer = find(element, 'Svcr/FinInstnId');
    this.header.account_servicer = textAt(servicer, 'BICFI', 'BIC', 'Nm');
  }

  /** A balance that cannot be read is as good as none: the statement is then not proven. */
  private balance(element: XmlElement): void {
    const amount = readAmount(element);
    if ('rule' in amount) return;
    if (this.balances.length === MAX_BALANCES) {
      this.totals.addUnreadable();
      return;
    }
    this.balances.push({
      type: textAt(element, 'Tp/CdOrPrtry/Cd', 'Tp/CdOrPrtry/Prtry') ?? '',
      amount: amount.amount,
      currency: amount.currency,
      date: calendarDate(textAt(element, 'Dt/Dt', 'Dt/DtTm')),
    });
  }
}
