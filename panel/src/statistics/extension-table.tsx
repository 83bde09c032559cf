import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatPhoneNumber } from '../format/numbers.ts';
import { StatTable } from './stat-table.tsx';
import { averageMs, useCells } from './use-cells.tsx';
import type { Statistics } from './use-statistics.ts';

type Extension = Statistics['extensions'][number];

/** What part of the talking was the company's side's; null: not measured. */
function talkShare({ ownMs, otherMs }: Pick<Extension, 'ownMs' | 'otherMs'>): number | null {
  return ownMs + otherMs === 0 ? null : Math.round((ownMs / (ownMs + otherMs)) * 1000) / 1000;
}

/** Each extension, with a link to its calls. */
export function ExtensionTable({ data }: { data: Statistics }) {
  const { t } = useTranslation();
  const { column, minutes, share, number } = useCells();
  const { period, extensions, moreExtensions } = data;
  return (
    <StatTable<Extension>
      title={t('statistics.byExtension')}
      lead={t(moreExtensions ? 'statistics.extensionsCut' : 'statistics.extensionsLead', { count: extensions.length })}
      fileName={t('statistics.files.extensions')}
      period={period}
      rows={extensions}
      rowKey={({ extension }) => extension}
      sortedAtFirst="calls"
      empty={t('statistics.noExtensions')}
      columns={[
        {
          key: 'extension',
          label: t('statistics.columns.extension'),
          isText: true,
          value: ({ extension }) => extension,
          cell: ({ extension }) => (
            <Anchor
              size="sm"
              renderRoot={(props) => <Link to="/account/calls" search={{ ...period, extension }} {...props} />}
            >
              {formatPhoneNumber(extension)}
            </Anchor>
          ),
        },
        { key: 'name', label: t('statistics.columns.name'), isText: true, value: ({ name }) => name },
        column('calls'),
        minutes(),
        {
          key: 'average',
          label: t('statistics.columns.average'),
          value: (row) => Math.round((averageMs(row) ?? 0) / 1000),
          cell: (row) => {
            const average = averageMs(row);
            return average === null ? '–' : formatDuration(average);
          },
        },
        column('missed'),
        {
          key: 'talk',
          label: t('statistics.columns.talk'),
          value: talkShare,
          cell: (row) => {
            const own = talkShare(row);
            return own === null ? <Text size="sm">–</Text> : `${share(own, 1)} / ${share(1 - own, 1)}`;
          },
        },
        {
          key: 'silences',
          label: t('statistics.columns.silences'),
          value: ({ longSilences }) => longSilences,
          cell: ({ longSilences }) => number(longSilences),
        },
      ]}
    />
  );
}
