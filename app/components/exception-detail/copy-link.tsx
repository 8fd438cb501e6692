import { Link2 } from 'lucide-react';
import { useAnnounce } from '../announcer.tsx';
import { Button } from '../button.tsx';

/** Copies the address of the exception itself, without the list around it: it shows everybody the same. */
export function CopyLink({ id }: { id: string }) {
  const announce = useAnnounce();
  const copy = async () => {
    // Browsers lend the clipboard only to pages that came by https or from this machine.
    const copied = await navigator.clipboard
      ?.writeText(new URL(`/exceptions/${id}`, window.location.href).href)
      .then(
        () => true,
        () => false,
      );
    announce(
      copied ? 'Copied the link.' : 'This browser does not let the page copy: take the address above.',
    );
  };
  return (
    <Button icon={<Link2 size={14} aria-hidden="true" />} onPress={() => void copy()}>
      Copy link
    </Button>
  );
}
