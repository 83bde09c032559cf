import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Call, Recording } from '../api/client.ts';
import { warsawDay } from '../format/warsaw-time.ts';
import { Icon } from '../ui/icon.tsx';
import { RequestFailed } from '../ui/request-failed.tsx';
import { useNotices } from '../ui/use-notices.ts';
import { CallParties } from './call-parties.tsx';
import { CallTime } from './call-time.tsx';
import { endOfHold, lastDayOfHold } from './hold-days.ts';
import { useLiftHold, usePlaceHold } from './use-hold.ts';

/** The API takes no longer text. */
const MAX_REASON_CHARS = 500;

interface HoldFormProps {
  call: Call;
  recording: Recording;
  onClose: () => void;
}

/** Why a recording must stay, and until when. */
export function HoldForm({ call, recording: { id, hold }, onClose }: HoldFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const close = (message: string) => {
    notices.done(message);
    onClose();
  };
  const place = usePlaceHold(() => close(t('hold.placed')));
  const lift = useLiftHold(() => close(t('hold.lifted')));
  const form = useForm<{ reason: string; lastDay: string | null }>({
    initialValues: { reason: hold?.reason ?? '', lastDay: lastDayOfHold(hold) },
    validate: { reason: (reason) => (reason.trim() === '' ? t('hold.reasonRequired') : null) },
  });
  const params = { path: { id } };
  const submit = form.onSubmit(({ reason, lastDay }) =>
    place.mutate({ params, body: { reason: reason.trim(), until: endOfHold(lastDay) } }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <CallTime instant={call.startedAt} />
          <CallParties call={call} />
        </div>
        <Text size="sm">{t('hold.lead')}</Text>
        <Textarea
          data-autofocus
          required
          autosize
          minRows={2}
          maxLength={MAX_REASON_CHARS}
          label={t('hold.reasonField')}
          description={t('hold.reasonHint')}
          {...form.getInputProps('reason')}
        />
        <DatePickerInput
          label={t('hold.untilField')}
          description={t('hold.untilHint')}
          valueFormat="DD.MM.YYYY"
          minDate={warsawDay(new Date())}
          clearable
          clearButtonProps={{ 'aria-label': t('hold.clearUntil') }}
          leftSection={<Icon name="calendar" size={16} />}
          leftSectionPointerEvents="none"
          ariaLabels={{ previousMonth: t('filters.previousMonth'), nextMonth: t('filters.nextMonth') }}
          {...form.getInputProps('lastDay')}
        />
        <RequestFailed error={place.error ?? lift.error} />
        <Group justify="flex-end">
          {hold !== null && (
            <Button variant="light" color="off" loading={lift.isPending} onClick={() => lift.mutate({ params })}>
              {t('hold.lift')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('hold.cancel')}
          </Button>
          <Button type="submit" loading={place.isPending}>
            {t('hold.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
