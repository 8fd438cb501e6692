import { InputRejected } from '#core/failure/failure.ts';

/** The other cash management messages that banks send beside statements. */
const OTHERS: Readonly<Record<string, { message: string; what: string }>> = {
  BkToCstmrAcctRpt: { message: 'camt.052', what: 'an account report within the day' },
  BkToCstmrDbtCdtNtfctn: { message: 'camt.054', what: 'a debit or credit notification' },
};
const NAMESPACES: Readonly<Record<string, string>> = {
  'camt.052': 'BkToCstmrAcctRpt',
  'camt.054': 'BkToCstmrDbtCdtNtfctn',
};

/**
 * The root of an ISO 20022 message is `Document`, and its namespace names the message. A file without a namespace is
 * taken by its content.
 * @throws InputRejected `wrong_message`
 */
export function checkRoot(
  file: string,
  name: string,
  attributes: Readonly<Record<string, string>>,
  line: number,
): void {
  if (name !== 'Document') throw unknown(file, `the root element is ${name}`, line);
  const namespaces = Object.entries(attributes).filter(
    ([key]) => key === 'xmlns' || key.startsWith('xmlns:'),
  );
  const message = namespaces
    .map(([, uri]) => /[a-z]{4}\.\d{3}(?=\.\d{3}\.\d{2})/.exec(uri)?.[0])
    .find(Boolean);
  if (message === undefined || message === 'camt.053') return;
  const other = NAMESPACES[message];
  throw other ? wrong(file, other, line) : unknown(file, `the file is a ${message} message`, line);
}

/** @throws InputRejected `wrong_message` */
export function checkMessage(file: string, name: string, line: number): void {
  if (name === 'BkToCstmrStmt') return;
  throw OTHERS[name] ? wrong(file, name, line) : unknown(file, `the document holds ${name}`, line);
}

function wrong(file: string, element: string, line: number): InputRejected {
  const { message, what } = OTHERS[element]!;
  return new InputRejected({
    file,
    rule: 'wrong_message',
    detail: `the file is a ${message}, ${what}, not a camt.053 statement`,
    line,
    hint: `A ${message} does not prove a balance: have the bank send camt.053 (end of day), or take it in as another source.`,
  });
}

function unknown(file: string, found: string, line: number): InputRejected {
  return new InputRejected({
    file,
    rule: 'wrong_message',
    detail: `${found}, not a camt.053 statement`,
    line,
    hint: 'A camt.053 file has the root Document and in it BkToCstmrStmt.',
  });
}
