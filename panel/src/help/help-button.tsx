import { ActionIcon, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { helpOf } from './topics.ts';

const HelpDrawer = lazy(async () => ({ default: (await import('./help-drawer.tsx')).HelpDrawer }));

/** "?" beside the heading of a page that has help; its texts are loaded when it is first opened. */
export function HelpButton({ title }: { title: string }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [opened, drawer] = useDisclosure(false);
  const [asked, setAsked] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const topic = helpOf(pathname);
  if (topic === null) return null;
  const open = () => {
    setAsked(true);
    drawer.open();
  };
  // A drawer that is open when it is loaded does not know what had the focus.
  const close = () => {
    drawer.close();
    button.current?.focus();
  };
  return (
    <>
      <Tooltip label={t('help.open')}>
        <ActionIcon
          ref={button}
          variant="subtle"
          color="gray"
          onClick={open}
          aria-label={t('help.open')}
          aria-haspopup="dialog"
          aria-expanded={opened}
        >
          <Icon name="help" size={20} />
        </ActionIcon>
      </Tooltip>
      {asked && (
        <Suspense fallback={null}>
          <HelpDrawer topic={topic} title={title} opened={opened} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
