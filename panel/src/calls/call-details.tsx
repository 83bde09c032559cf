import { Group, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call, Hold } from '../api/client.ts';
import { formatDuration, formatPhoneNumber, formatPosition } from '../format/numbers.ts';
import { formatDate, formatLastDay, formatTime, formatWeekday } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { CallQuality } from './call-quality.tsx';
import { conversationOf, positionOf } from './conversation.ts';
import { ExplainedNote } from './explained-note.tsx';
import classes from './call-details.module.css';

/** The start of a call in Warsaw time. */
export function CallTime({ instant }: { instant: string }) {
  const { language } = useLanguage();
  return (
    <time dateTime={instant} className={classes.time}>
      <span className={classes.clock}>{formatTime(instant, language)}</span>{' '}
      <span className={classes.day}>
        {formatDate(instant, language)}, {formatWeekday(instant, language)}
      </span>
    </time>
  );
}

/** The direction of a call as an icon and a word. */
export function DirectionLabel({ direction }: { direction: Call['direction'] }) {
  const { t } = useTranslation();
  return (
    <span className={classes.direction} data-direction={direction}>
      <span className={classes.arrow}>
        <Icon name={direction} size={15} />
      </span>
      {t(`calls.direction.${direction}`)}
    </span>
  );
}

/** Caller and callee on one line. */
export function CallParties({ call }: { call: Call }) {
  const { caller, callee, callerName, calleeName, numbersErased } = call;
  const { t } = useTranslation();
  return (
    <Group gap={8} fz="md">
      <PartyNumber number={caller} name={callerName} isErased={numbersErased} label={t('calls.columns.caller')} />
      <span aria-hidden>→</span>
      <PartyNumber number={callee} name={calleeName} isErased={numbersErased} label={t('calls.columns.callee')} />
      <DialledNumber call={call} />
    </Group>
  );
}

/** What the caller dialled to reach the callee: a feature code, a hunt group. */
export function DialledNumber({ call: { dialled } }: { call: Call }) {
  const { t } = useTranslation();
  if (dialled === null) return null;
  return (
    <Text component="span" size="sm" c="dimmed">
      {t('calls.dialled', { number: unbroken(formatPhoneNumber(dialled)) })}
    </Text>
  );
}

/** After a transfer: who talked with whom, and from when in the recording. */
export function CallChain({ call }: { call: Call }) {
  const { t } = useTranslation();
  const conversation = conversationOf(call);
  if (conversation === null) return null;
  const { caller, callee, later } = conversation;
  const numberOf = (number: string | null): string => {
    if (number === null) return t(call.numbersErased ? 'calls.erased' : 'calls.withheld');
    const name = nameOf(call, number);
    const text = unbroken(formatPhoneNumber(number));
    return name === null ? text : `${name} (${text})`;
  };
  const steps = [
    t('calls.talked.first', {
      caller: numberOf(caller.number),
      callee: numberOf(callee.number),
      at: formatPosition(0),
    }),
    ...later.map(({ party, kind }) =>
      t(`calls.talked.${kind}`, { number: numberOf(party.number), at: formatPosition(positionOf(call, party)) }),
    ),
  ];
  return (
    <Text size="sm" title={steps.join(', ')}>
      <Text component="span" inherit c="dimmed">
        {t('calls.talked.label')}:
      </Text>{' '}
      {steps.join(', ')}
    </Text>
  );
}

/** How the phone book names a number of a call; null: not at all. */
function nameOf({ caller, callee, callerName, calleeName, otherNames }: Call, number: string): string | null {
  if (number === caller) return callerName;
  return number === callee ? calleeName : (otherNames[number] ?? null);
}

/** A number stays on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00A0');
}

interface PartyNumberProps {
  /** E.164 or an extension; null is a withheld number, or one that was removed from the call. */
  number: string | null;
  /** Of the phone book; null: the number has none. */
  name?: string | null;
  isErased?: boolean;
  /** Caller or callee, for screen readers, where no column heading says it. */
  label?: string;
}

/** The name of a party with its number, or the number alone. */
export function PartyNumber({ number, name = null, isErased = false, label }: PartyNumberProps) {
  const { t } = useTranslation();
  const shown = number === null ? t(isErased ? 'calls.erased' : 'calls.withheld') : formatPhoneNumber(number);
  return (
    <span className={classes.party} title={name === null ? undefined : `${name}, ${shown}`}>
      {label !== undefined && <VisuallyHidden>{label}: </VisuallyHidden>}
      <Text
        component="span"
        inherit
        fw={550}
        fs={number === null ? 'italic' : undefined}
        className={name === null ? classes.number : classes.name}
      >
        {name ?? shown}
      </Text>
      {name !== null && <span className={classes.small}>{shown}</span>}
    </span>
  );
}

/** The duration of a call; "unanswered" for a call that was not answered, not the time it rang. */
export function CallDuration({ call }: { call: Call }) {
  const { t } = useTranslation();
  const unanswered = call.noRecordingReason === 'not-answered';
  if (call.durationMs !== null && !unanswered) return <span>{formatDuration(call.durationMs)}</span>;
  return (
    <Text component="span" size="sm" c="dimmed">
      {unanswered ? t('calls.unanswered') : '–'}
    </Text>
  );
}

/** The legal holds of a call's recordings, the flags of the call and its recordings, each flag once, and how well the sound arrived. */
export function CallFlags({ call }: { call: Call }) {
  const flags = new Set([...call.flags, ...call.recordings.flatMap((recording) => recording.flags)]);
  const holds = call.recordings.flatMap(({ id, hold }) => (hold === null ? [] : [{ id, hold }]));
  if (flags.size + holds.length + call.recordings.length === 0) return null;
  return (
    <Group gap="4px 12px" className={classes.notes}>
      {holds.map(({ id, hold }) => (
        <HoldNote key={id} hold={hold} />
      ))}
      {[...flags].map((flag) => (
        <FlagNote key={flag} flag={flag} />
      ))}
      <CallQuality call={call} />
    </Group>
  );
}

/** A flag with a popover that explains it. */
function FlagNote({ flag }: { flag: Call['flags'][number] }) {
  const { t } = useTranslation();
  return (
    <ExplainedNote icon="info" text={t(`recording.flags.${flag}`)}>
      <Text size="sm">{t(`recording.flagDetails.${flag}`)}</Text>
    </ExplainedNote>
  );
}

/** "Blokada usunięcia" with a popover: reason, who placed it, until when. */
function HoldNote({ hold: { reason, placedBy, until } }: { hold: Hold }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <ExplainedNote icon="shield" text={t('hold.badge')}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {t('hold.reason', { reason })}
      </Text>
      <Text size="sm">{t('hold.placedBy', { login: placedBy })}</Text>
      <Text size="sm">
        {until === null ? t('hold.untilLifted') : t('hold.until', { date: formatLastDay(until, language) })}
      </Text>
    </ExplainedNote>
  );
}
