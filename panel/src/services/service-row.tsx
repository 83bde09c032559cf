import { Button, Text, ThemeIcon } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { formatDate, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './service-row.module.css';

interface ServiceRowProps {
  icon: IconName;
  name: string;
  /** Id of the name, for the `aria-labelledby` of a switch in the row. */
  nameId?: string;
  description: ReactNode;
  /** Empty where the service has no price of its own. */
  price?: ReactNode;
  /** The state badge or the switch. */
  children: ReactNode;
}

/** One row of the table. */
export function ServiceRow({ icon, name, nameId, description, price, children }: ServiceRowProps) {
  return (
    <tr>
      <th scope="row">
        <span className={classes.service}>
          <ThemeIcon variant="light" size="lg">
            <Icon name={icon} />
          </ThemeIcon>
          <span id={nameId}>{name}</span>
        </span>
      </th>
      <td>{description}</td>
      <td>{price}</td>
      <td>{children}</td>
    </tr>
  );
}

interface ServiceSwitchProps {
  on: boolean;
  /** Id of the element with the service's name. */
  nameId: string;
  changing: boolean;
  onChange: (on: boolean) => void;
}

/** On/off button of a service: green with a tick and "włączona", or red with "wyłączona". */
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

interface ServiceDatesProps {
  /** ISO instants; null: not active, no end known. */
  since: string | null;
  endsAt: string | null;
}

/** Since when a service is active and, if it is known, its last day. */
export function ServiceDates({ since, endsAt }: ServiceDatesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (since === null) return null;
  const first = formatDate(since, language);
  return (
    <Text size="sm" c="dimmed">
      {endsAt === null
        ? t('services.dates.since', { since: first })
        : t('services.dates.sinceUntil', { since: first, until: formatLastDay(endsAt, language) })}
    </Text>
  );
}

interface ServicePriceProps {
  /** Null: the operator has not set a price. */
  money: Money | null;
  fee: 'monthly' | 'activation';
}

/** The price of a service and how often it is charged. */
export function ServicePrice({ money, fee }: ServicePriceProps) {
  const { t } = useTranslation();
  if (money === null) return <PriceNote text={t('services.price.unknown')} />;
  return (
    <div>
      <MoneyAmount money={money} />
      <PriceNote text={t(`services.price.${fee}`)} />
    </div>
  );
}

export function PriceNote({ text }: { text: string }) {
  return (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  );
}

/** A net amount with the gross amount below it. */
export function MoneyAmount({ money }: { money: Money }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <span>
      <Text component="span" size="sm" fw={600} display="block" style={{ whiteSpace: 'nowrap' }}>
        {t('money.net', { amount: formatMoney(money.netGrosze, language) })}
      </Text>
      <Text component="span" size="sm" c="dimmed" display="block" style={{ whiteSpace: 'nowrap' }}>
        {t('money.gross', { amount: formatMoney(money.grossGrosze, language) })}
      </Text>
    </span>
  );
}

const SERVICE_BADGES = {
  on: { color: 'on', icon: 'check' },
  active: { color: 'on', icon: 'check' },
  off: { color: 'off', icon: 'power' },
  inactive: { color: 'gray', icon: 'power' },
  unavailable: { color: 'gray', icon: 'lock' },
} as const;

/** The state of a service, read-only. */
export function StateBadge({ state }: { state: keyof typeof SERVICE_BADGES }) {
  const { t } = useTranslation();
  return <StatusBadge {...SERVICE_BADGES[state]}>{t(`services.${state}`)}</StatusBadge>;
}

/** Badges of the states of a cancellation, for the customer's and the operator's pages. */
export const CANCELLATION_BADGES = {
  waiting: { color: 'amber', icon: 'clock' },
  confirmed: { color: 'on', icon: 'check' },
  rejected: { color: 'off', icon: 'close' },
} as const;
