import { ActionIcon, Button, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberGroup, RecordingRule } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import listClasses from '../ui/data-list.module.css';
import classes from './rule-list.module.css';
import { EFFECT_SIGNS, useRuleTexts } from './rule-texts.ts';

interface RuleListProps {
  rules: readonly RecordingRule[];
  groups: readonly NumberGroup[];
  onEdit: (rule: RecordingRule) => void;
  onMove: (from: number, to: number) => void;
}

/** The rules in their order, and what is recorded where none fits: a table, on a phone cards. */
export function RuleList(props: RuleListProps) {
  return useNarrowScreen() ? <RuleCards {...props} /> : <RuleTable {...props} />;
}

function RuleTable({ rules, groups, onEdit, onMove }: RuleListProps) {
  const { t } = useTranslation();
  const texts = useRuleTexts(groups);
  const dragging = useDragging(onMove);
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table aria-label={t('rules.list')} className={`${listClasses.table} ${classes.table}`}>
        <Table.Thead>
          <Table.Tr>
            {(['order', 'name', 'effect', 'who', 'where', 'when', 'actions'] as const).map((column) => (
              <Table.Th key={column} scope="col">
                {t(`rules.columns.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rules.map((rule, index) => (
            <Table.Tr key={rule.id} {...dragging(index)} data-off={!rule.enabled || undefined}>
              <Table.Td>
                <Mover rule={rule} index={index} count={rules.length} onMove={onMove} />
              </Table.Td>
              <Table.Td>
                <strong>{rule.name}</strong>
              </Table.Td>
              <Table.Td>
                <Effect rule={rule} />
              </Table.Td>
              <Table.Td className={classes.who}>
                <Lines lines={texts.who(rule)} />
              </Table.Td>
              <Table.Td>{texts.directions(rule)}</Table.Td>
              <Table.Td>{texts.when(rule)}</Table.Td>
              <Table.Td>
                <ChangeButton rule={rule} onEdit={onEdit} />
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr className={classes.rest}>
            <Table.Td />
            <Table.Td>
              <strong>{t('rules.rest.name')}</strong>
            </Table.Td>
            <Table.Td>
              <StatusBadge {...EFFECT_SIGNS.always}>{t('rules.effects.always')}</StatusBadge>
            </Table.Td>
            <Table.Td colSpan={4}>{t(rules.length === 0 ? 'rules.rest.onlyText' : 'rules.rest.text')}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RuleCards({ rules, groups, onEdit, onMove }: RuleListProps) {
  const { t } = useTranslation();
  const texts = useRuleTexts(groups);
  return (
    <ol className={classes.cards} aria-label={t('rules.list')}>
      {rules.map((rule, index) => (
        <li key={rule.id} data-off={!rule.enabled || undefined}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {index + 1}. {rule.name}
            </Text>
            <Mover rule={rule} index={index} count={rules.length} onMove={onMove} />
          </Group>
          <Effect rule={rule} />
          <Lines lines={[...texts.who(rule), texts.directions(rule), texts.when(rule)]} />
          <ChangeButton rule={rule} onEdit={onEdit} />
        </li>
      ))}
      <li className={classes.rest}>
        <Text fw={600}>{t('rules.rest.name')}</Text>
        <StatusBadge {...EFFECT_SIGNS.always}>{t('rules.effects.always')}</StatusBadge>
        <Text size="sm">{t(rules.length === 0 ? 'rules.rest.onlyText' : 'rules.rest.text')}</Text>
      </li>
    </ol>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <Stack gap={2}>
      {lines.map((line) => (
        <Text key={line} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {line}
        </Text>
      ))}
    </Stack>
  );
}

function Effect({ rule: { effect, percent, enabled } }: { rule: RecordingRule }) {
  const { t } = useTranslation();
  if (!enabled) {
    return (
      <StatusBadge color="gray" icon="power">
        {t('rules.switchedOff')}
      </StatusBadge>
    );
  }
  return (
    <Stack gap={4} align="flex-start">
      <StatusBadge {...EFFECT_SIGNS[effect]}>{t(`rules.effects.${effect}`)}</StatusBadge>
      {percent < 100 && (
        <Text size="xs" c="dimmed">
          {t('rules.share', { percent })}
        </Text>
      )}
    </Stack>
  );
}

function ChangeButton({ rule, onEdit }: { rule: RecordingRule; onEdit: (rule: RecordingRule) => void }) {
  const { t } = useTranslation();
  return (
    <Button
      size="xs"
      variant="light"
      aria-label={t('rules.changeOf', { name: rule.name })}
      onClick={() => onEdit(rule)}
      style={{ alignSelf: 'flex-start' }}
    >
      {t('rules.change')}
    </Button>
  );
}

interface MoverProps {
  rule: RecordingRule;
  index: number;
  count: number;
  onMove: (from: number, to: number) => void;
}

/** Moves a rule by the mouse (the row is dragged), a finger or the keyboard. */
function Mover({ rule: { name }, index, count, onMove }: MoverProps) {
  const { t } = useTranslation();
  const button = (to: number, label: string, turned: boolean) => (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${label}: ${name}`}
        // Stays focusable at the ends, so that the focus is not lost with the last step.
        aria-disabled={to < 0 || to >= count}
        onClick={() => onMove(index, to)}
      >
        <span className={turned ? classes.up : undefined}>
          <Icon name="chevron" />
        </span>
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Group gap={0} wrap="nowrap" className={classes.mover}>
      {button(index - 1, t('rules.moveUp'), true)}
      {button(index + 1, t('rules.moveDown'), false)}
    </Group>
  );
}

/** What makes the rows be dragged: the one that is dragged takes the place of the one it is dropped on. */
function useDragging(onMove: (from: number, to: number) => void) {
  const [from, setFrom] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const end = () => {
    setFrom(null);
    setOver(null);
  };
  return (index: number) => ({
    draggable: true,
    'data-dragged': from === index || undefined,
    'data-over': from !== null && over === index && over !== from ? (over < from ? 'above' : 'below') : undefined,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = 'move';
      setFrom(index);
    },
    onDragOver: (event: DragEvent) => {
      if (from === null) return;
      event.preventDefault();
      setOver(index);
    },
    onDragEnd: end,
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (from !== null) onMove(from, index);
      end();
    },
  });
}
