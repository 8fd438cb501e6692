/** What each export's columns are and mean. Published: nobody needs a right to know it. */
export type { Manifest, ManifestFile, ProvisionalReason } from '#exports/manifest.ts';
export { EXPORT_SCHEMAS, exportNamed } from '#exports/schemas/registry.ts';
export type { ExportColumn, ExportSchema } from '#exports/schemas/schema.ts';
