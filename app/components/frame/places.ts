/** The screens that the command palette knows by name. */
export const PLACES = [
  { to: '/', label: 'Overview', detail: 'State of the period' },
  { to: '/exceptions', label: 'Exceptions', detail: 'What does not tie out' },
  { to: '/reconciliations', label: 'Reconciliations', detail: 'Rule sets and runs' },
  { to: '/sources', label: 'Sources', detail: 'Freshness and contracts' },
  { to: '/snapshots', label: 'Snapshots', detail: 'What sources said' },
  { to: '/quarantine', label: 'Quarantine', detail: 'Rows that could not be read' },
  { to: '/exports', label: 'Exports', detail: 'Published files' },
  { to: '/jobs', label: 'Jobs', detail: 'Schedules and history' },
  { to: '/audit', label: 'Audit', detail: 'Who did what' },
  { to: '/settings', label: 'Settings', detail: 'Theme, rows, about' },
] as const;
