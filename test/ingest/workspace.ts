/** A small shop: one full and one incremental source, enough for what ingest must hold. */
export const SHOP = {
  'tieout.yaml': `workspace: test
entities:
  - {entity: acme, name: Acme, base_currency: EUR, zone: Europe/Berlin}
`,
  'sources/shop.yaml': `source: shop
entity: acme
title: Shop
`,
  'sources/feed.yaml': `source: feed
entity: acme
title: Feed
`,
  'contracts/shop.payments.v1.yaml': contract('shop', 'full'),
  'contracts/feed.payments.v1.yaml': contract('feed', 'incremental'),
};

export function contract(
  source: string,
  mode: 'full' | 'incremental',
  amount = 'type: money, currency: EUR',
): string {
  return `contract: ${source}.payments
version: 1
dataset: payments
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: ${mode}
key: [id]
fields:
  reference: {from: reference, normalise: [trim, upper]}
  amount: {from: amount, ${amount}}
  value_date: {from: paid_on, type: date}
`;
}
