export interface EntitiesTable {
  entity: string;
  name: string;
  base_currency: string;
  zone: string;
}
