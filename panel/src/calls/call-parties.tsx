import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { PartyNumber } from './party-number.tsx';

/** Who called whom, on one line. */
export function CallParties({ call: { caller, callee } }: { call: Call }) {
  const { t } = useTranslation();
  return (
    <Group gap={8} fz="md">
      <PartyNumber number={caller} label={t('calls.columns.caller')} />
      <span aria-hidden>→</span>
      <PartyNumber number={callee} label={t('calls.columns.callee')} />
    </Group>
  );
}
