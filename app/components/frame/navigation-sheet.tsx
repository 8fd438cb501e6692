import { Menu, X } from 'lucide-react';
import { useState } from 'react';
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../button.tsx';
import type { FrameData } from './frame-data.ts';
import { Navigation } from './navigation.tsx';
import styles from './sheet.module.css';

/** The navigation where there is no room for it at the side. */
export function NavigationSheet({ data }: { data: FrameData }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.trigger}>
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <Button kind="quiet" aria-label="Open navigation" icon={<Menu size={18} aria-hidden="true" />} />
        <ModalOverlay isDismissable className={styles.backdrop ?? ''}>
          <Modal className={styles.sheet ?? ''}>
            <Dialog className={styles.dialog ?? ''}>
              <div className={styles.head}>
                <Heading slot="title" className={styles.title ?? ''}>
                  {data.workspace}
                </Heading>
                <Button
                  kind="quiet"
                  slot="close"
                  aria-label="Close navigation"
                  icon={<X size={18} aria-hidden="true" />}
                />
              </div>
              <Navigation data={data} onGo={() => setOpen(false)} />
            </Dialog>
          </Modal>
        </ModalOverlay>
      </DialogTrigger>
    </div>
  );
}
