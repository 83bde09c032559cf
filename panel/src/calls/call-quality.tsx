import { Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call, LegQuality } from '../api/client.ts';
import { formatDecimal, formatShare } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { ExplainedNote } from './explained-note.tsx';

/** How well the sound of a call's recordings arrived, each with a popover of its numbers. */
export function CallQuality({ call }: { call: Call }) {
  const { t } = useTranslation();
  const measured = call.recordings.flatMap(({ id, quality }) =>
    quality === null || quality.grade === null ? [] : [{ id, ...quality, grade: quality.grade }],
  );
  return measured.map(({ id, grade, legs }) => (
    <ExplainedNote
      key={id}
      icon={grade === 'poor' ? 'warning' : 'speaker'}
      isPlain={grade === 'good'}
      text={t(`quality.${grade}`)}
    >
      <Stack gap="xs">
        <LegTable legs={legs} />
        <Text size="sm">{t('quality.lead')}</Text>
      </Stack>
    </ExplainedNote>
  ));
}

function LegTable({ legs }: { legs: readonly LegQuality[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const rows = [
    { label: 'codec', of: ({ codec }: LegQuality) => codec ?? '–' },
    {
      label: 'lost',
      of: ({ lost, packets }: LegQuality) => `${lost} (${formatShare(lost, lost + packets, language)})`,
    },
    { label: 'reordered', of: ({ reordered }: LegQuality) => String(reordered) },
    { label: 'jitter', of: ({ jitterMs }: LegQuality) => `${formatDecimal(jitterMs, language)} ms` },
    { label: 'mos', of: ({ mos }: LegQuality) => (mos === null ? '–' : formatDecimal(mos, language)) },
  ] as const;
  return (
    <Table aria-label={t('quality.caption')} verticalSpacing={4} horizontalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Td />
          {legs.map(({ leg, channel }) => (
            <Table.Th key={leg} scope="col">
              {t(`quality.channel.${channel}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ label, of }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row">{t(`quality.rows.${label}`)}</Table.Th>
            {legs.map((leg) => (
              <Table.Td key={leg.leg}>{of(leg)}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
