import { Button, Text, ThemeIcon } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money } from '../api/client.ts';
import { formatMoney } from '../format/amounts.ts';
import { formatDate, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import classes from './service-row.module.css';

interface ServiceRowProps {
  icon: IconName;
  name: string;
  /** For a switch that takes its name from this row. */
  nameId?: string;
  description: ReactNode;
  /** Nothing where the service has no price of its own. */
  price?: ReactNode;
  /** The state or the switch. */
  children: ReactNode;
}

/** One service of the table. */
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

interface ServiceDatesProps {
  /** ISO instants; null: not in force, no end known. */
  since: string | null;
  endsAt: string | null;
}

/** Since when a service is in force and, once known, its last day. */
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
  /** Null: the operator has set none. */
  money: Money | null;
  fee: 'monthly' | 'activation';
}

/** What a service costs, and how often. */
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

/** An amount, net first and gross below it. */
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
