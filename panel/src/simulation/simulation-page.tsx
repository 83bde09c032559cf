import { Alert, Anchor, Button, Group, Paper, SimpleGrid, Slider, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type RetentionOption, type RetentionSimulation } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { formatDate, formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { DeletionTable } from './deletion-table.tsx';
import { useTotalsText } from './totals-text.ts';

/** "Symulator okresu przechowywania": what another retention period would keep and delete, and its price. */
export function SimulationPage() {
  const { t } = useTranslation();
  const simulation = api.useQuery('get', '/api/v1/services/retention-simulation', {}, { staleTime: 0 });
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/services" {...props} />}>
        ← {t('simulation.back')}
      </Anchor>
      <PageHeader title={t('simulation.title')} lead={t('simulation.lead')} />
      {simulation.isPending && <ListSkeleton label={t('simulation.loading')} />}
      {simulation.isError && <LoadError error={simulation.error} onRetry={() => void simulation.refetch()} />}
      {simulation.data !== undefined && <Simulator simulation={simulation.data} />}
    </Stack>
  );
}

function Simulator({ simulation }: { simulation: RetentionSimulation }) {
  const { t } = useTranslation();
  const totalsText = useTotalsText();
  const { options, unitsNow, stored } = simulation;
  const [units, setUnits] = useState(unitsNow);
  const current = options[unitsNow]!;
  const chosen = options[units]!;
  const daysOf = (value: number): string => t('simulation.days', { days: options[value]!.days });
  return (
    <>
      <Paper p="lg">
        <Stack gap="md">
          <Text>
            {stored.recordings === 0 ? t('simulation.empty') : t('simulation.stored', { totals: totalsText(stored) })}
          </Text>
          <div>
            <Text fw={600} id="simulated-days">
              {t('simulation.slider')}: {daysOf(units)}
              {units === unitsNow && ` (${t('simulation.current')})`}
            </Text>
            <Slider
              mt={48}
              mb="xl"
              min={0}
              max={options.length - 1}
              step={1}
              value={units}
              onChange={setUnits}
              label={daysOf}
              thumbValueText={daysOf}
              thumbProps={{ 'aria-labelledby': 'simulated-days' }}
              marks={options
                .filter((_, index) => index % 3 === 0)
                .map(({ units: value, days }) => ({ value, label: String(days) }))}
            />
          </div>
          <div aria-live="polite">
            {chosen.refusal !== null && (
              <Alert color="brand" icon={<Icon name="info" />}>
                {t(`simulation.refusals.${chosen.refusal}`)}
              </Alert>
            )}
          </div>
        </Stack>
      </Paper>
      <SimpleGrid cols={{ base: 1, sm: 2 }} aria-live="polite">
        <OptionCard title={t('simulation.now')} option={current} isNow />
        <OptionCard title={t('simulation.chosen', { days: chosen.days })} option={chosen} isNow={false} />
      </SimpleGrid>
      <DeletionTable stored={stored} current={current} chosen={chosen} />
      <Text size="sm" c="dimmed">
        {t('simulation.note')}
      </Text>
    </>
  );
}

interface OptionCardProps {
  title: string;
  option: RetentionOption;
  /** What is in force: nothing to compare or to order. */
  isNow: boolean;
}

function OptionCard({ title, option, isNow }: OptionCardProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const totalsText = useTotalsText();
  const { monthly, payNow, first, deletedEarlier, keptLonger, neverEnding, effectiveAt, refusal } = option;
  const sum = (totals: typeof keptLonger): string =>
    totals.recordings === 0 ? t('simulation.none') : totalsText(totals);
  const lines: [string, string][] = [
    [t('simulation.price'), formatMoney(monthly.grossGrosze, language)],
    ...(isNow ? [] : ([[t('simulation.payNow'), formatMoney(payNow.grossGrosze, language)]] as [string, string][])),
    ...(isNow ? [] : ([[t('simulation.from'), formatDate(effectiveAt, language)]] as [string, string][])),
    [
      t('simulation.first'),
      first === null ? t('simulation.noFirst') : `${formatDay(first.day, language)}: ${totalsText(first)}`,
    ],
    ...(isNow ? [] : ([[t('simulation.earlier'), sum(deletedEarlier)]] as [string, string][])),
    ...(isNow ? [] : ([[t('simulation.longer'), sum(keptLonger)]] as [string, string][])),
    ...(neverEnding.recordings === 0 ? [] : ([[t('simulation.neverEnding'), sum(neverEnding)]] as [string, string][])),
  ];
  return (
    <Paper p="lg" component="section" aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Stack component="dl" gap="xs" m={0}>
        {lines.map(([label, value]) => (
          <Group key={label} justify="space-between" gap="xs" wrap="wrap">
            <Text component="dt" size="sm" c="dimmed">
              {label}
            </Text>
            <Text component="dd" size="sm" fw={600} m={0} ml="auto">
              {value}
            </Text>
          </Group>
        ))}
      </Stack>
      {!isNow && refusal === null && (
        <Button mt="md" variant="light" renderRoot={(props) => <Link to="/account/services" {...props} />}>
          {t('simulation.order')}
        </Button>
      )}
    </Paper>
  );
}
