import { Button } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';

interface ServiceSwitchProps {
  on: boolean;
  /** The element that names the service. */
  nameId: string;
  changing: boolean;
  onChange: (on: boolean) => void;
}

/** The button of a service: green with a tick and "włączona", or red with "wyłączona"; a press changes it. */
export function ServiceSwitch({ on, nameId, changing, onChange }: ServiceSwitchProps) {
  const { t } = useTranslation();
  const stateId = useId();
  return (
    <Button
      role="switch"
      aria-checked={on}
      aria-labelledby={`${nameId} ${stateId}`}
      color={on ? 'on' : 'off'}
      miw={150}
      leftSection={<Icon name={on ? 'check' : 'power'} />}
      loading={changing}
      onClick={() => onChange(!on)}
    >
      <span id={stateId}>{t(on ? 'services.on' : 'services.off')}</span>
    </Button>
  );
}
