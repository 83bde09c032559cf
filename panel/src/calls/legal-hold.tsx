import { ActionIcon, Button, Stack, Text, Textarea, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Call, type Recording, type Services } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useServices } from '../services/use-services.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { DateInput } from '../ui/date-input.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { CallParties, CallTime } from './call-details.tsx';
import { endOfHold, lastDayOfHold } from './recording-state.ts';
import { useForm } from '../ui/use-form.ts';

/** Opens the dialog that places, changes or lifts a legal hold. */
export function HoldButton({ call, recording }: { call: Call; recording: Recording }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const held = recording.hold !== null;
  const label = t(held ? 'hold.change' : 'hold.place');
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon color={held ? 'amber' : 'gray'} aria-label={label} onClick={dialog.open}>
          <Icon name="shield" />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={opened} onClose={dialog.close} title={t('hold.title')}>
        <HoldForm call={call} recording={recording} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

/** Limit of the API. */
const MAX_REASON_CHARS = 500;

interface HoldFormProps {
  call: Call;
  recording: Recording;
  onClose: () => void;
}

/** Form: the reason of the hold and its last day. */
function HoldForm({ call, recording: { id, hold }, onClose }: HoldFormProps) {
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
  const limits = useServices().data?.legalHolds;
  const maxDays = limits?.maxDays ?? null;
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
        {limits !== undefined && <HoldLimits limits={limits} />}
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
        <DateInput
          label={t('hold.untilField')}
          description={maxDays === null ? t('hold.untilHint') : t('hold.untilLimited', { days: maxDays })}
          required={maxDays !== null}
          minDate={warsawDay(new Date())}
          clearable
          clearButtonProps={{ 'aria-label': t('hold.clearUntil') }}
          {...form.getInputProps('lastDay')}
        />
        <RequestFailed error={place.error ?? lift.error} />
        <FormButtons onCancel={onClose} submit={t('hold.save')} pending={place.isPending}>
          {hold !== null && (
            <Button variant="light" color="off" loading={lift.isPending} onClick={() => lift.mutate({ params })}>
              {t('hold.lift')}
            </Button>
          )}
        </FormButtons>
      </Stack>
    </form>
  );
}

/** How many holds the plan allows, and what each costs; nothing where there is no limit and no price. */
function HoldLimits({ limits: { inForce, maxHolds, monthlyEach } }: { limits: Services['legalHolds'] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <>
      {maxHolds !== null && <Text size="sm">{t('hold.limit', { inForce, maxHolds })}</Text>}
      {monthlyEach !== null && (
        <Text size="sm">{t('hold.fee', { price: formatMoney(monthlyEach.netGrosze, language) })}</Text>
      )}
    </>
  );
}

const HOLD_PATH = '/api/v1/recordings/{id}/hold';

/** Places or changes a hold, then reloads the history. */
function usePlaceHold(onPlaced: () => void) {
  return api.useMutation('put', HOLD_PATH, { onSuccess: useReloadCalls(onPlaced) });
}

function useLiftHold(onLifted: () => void) {
  return api.useMutation('delete', HOLD_PATH, { onSuccess: useReloadCalls(onLifted) });
}

function useReloadCalls(then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/calls'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/services'] });
    then();
  };
}
