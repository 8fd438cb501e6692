export interface UserGrantsTable {
  user_id: string;
  entity: string;
  role: string;
}
