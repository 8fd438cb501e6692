import { bytesText } from '#app/format/bytes.ts';
import type { PublicationLine } from '#app/presenters/exports.server.ts';
import styles from './export.module.css';

/** Links to the files of a publication. */
export function Downloads({
  publication,
  manifest = false,
}: {
  publication: PublicationLine;
  manifest?: boolean;
}) {
  const files = [
    ...publication.files.map(({ name, format, bytes }) => ({
      name,
      label: format.toUpperCase(),
      title: `${name}, ${bytesText(bytes)}`,
    })),
    ...(manifest ? [{ name: 'manifest.json', label: 'Manifest', title: 'manifest.json' }] : []),
  ];
  return (
    <span className={styles.downloads}>
      {files.map((file) => (
        <a
          key={file.name}
          href={`/exports/${publication.publicationId}/${encodeURIComponent(file.name)}`}
          download
          title={file.title}
          aria-label={`Download ${file.title}`}
          className={styles.download}
        >
          {file.label}
        </a>
      ))}
    </span>
  );
}
