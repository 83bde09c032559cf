import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useId } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface DisclosureProps {
  icon: IconName;
  /** The button's text while the content is hidden, and while it is shown. */
  show: string;
  hide: string;
  mt: 4 | 'sm';
  children: (opened: boolean) => ReactNode;
}

/** A button in a card that shows or hides what is below it. */
export function Disclosure({ icon, show, hide, mt, children }: DisclosureProps) {
  const id = useId();
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        mt={mt}
        leftSection={<Icon name={icon} size={16} />}
        aria-expanded={opened}
        aria-controls={id}
        onClick={toggle}
      >
        {opened ? hide : show}
      </Button>
      <Collapse expanded={opened} id={id}>
        {children(opened)}
      </Collapse>
    </>
  );
}
