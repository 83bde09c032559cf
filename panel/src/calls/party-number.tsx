import { Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatPhoneNumber } from '../format/phone-number.ts';

interface PartyNumberProps {
  /** As stored; null is a withheld one. */
  number: string | null;
  /** Which party it is, where no column says so. */
  label?: string;
}

/** A party's number as people write it. */
export function PartyNumber({ number, label }: PartyNumberProps) {
  const { t } = useTranslation();
  return (
    <Text
      component="span"
      inherit
      fw={550}
      fs={number === null ? 'italic' : undefined}
      style={{ whiteSpace: 'nowrap' }}
    >
      {label !== undefined && <VisuallyHidden>{label}: </VisuallyHidden>}
      {number === null ? t('calls.withheld') : formatPhoneNumber(number)}
    </Text>
  );
}
