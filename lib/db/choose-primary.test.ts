import { expect, test } from 'vitest';
import { chooseRoles, type ServerSeen } from './choose-primary';

const INSTALLATION = 'a';
const first = { installation: null, epoch: 0 };
const known = (epoch: number) => ({ installation: INSTALLATION, epoch });

const primary = (more: Partial<ServerSeen> = {}): ServerSeen => ({
  ...{ inRecovery: false, installation: INSTALLATION, epoch: 1, epochTimeline: 1, timeline: 1 },
  ...more,
});
const standby = (more: Partial<ServerSeen> = {}): ServerSeen => ({
  ...primary({ inRecovery: true, timeline: null }),
  ...more,
});
const promoted = primary({ timeline: 2 });
const raised = primary({ epoch: 2, timeline: 2, epochTimeline: 2 });

test('the server that takes writes is the primary, the one in recovery the replica, in either place', () => {
  expect(chooseRoles([primary(), standby()], first)).toEqual({
    primary: 0,
    replica: 1,
    unraised: null,
  });
  expect(chooseRoles([standby(), primary()], first)).toMatchObject({ primary: 1, replica: 0 });
  expect(chooseRoles([null, standby()], first)).toMatchObject({ primary: null, replica: 1 });
});

test('[EPO1] an old primary that comes back loses to the promoted one, before and after the epoch rose', () => {
  expect(chooseRoles([primary(), raised], known(1))).toMatchObject({ primary: 1 });
  // Promoted by hand: its timeline has no epoch yet, so nothing is written there, nor in the old one.
  expect(chooseRoles([primary(), promoted], known(1))).toEqual({
    primary: null,
    replica: null,
    unraised: 1,
  });
});

test('[EPO1] a primary of a lower epoch than was known is never taken, even when it is the only one', () => {
  expect(chooseRoles([primary(), null], known(2))).toMatchObject({ primary: null, unraised: null });
  expect(chooseRoles([raised, null], known(2))).toMatchObject({ primary: 0 });
});

test('another database behind the same address is never taken', () => {
  const foreign = primary({ installation: 'b', epoch: 9 });
  expect(chooseRoles([foreign, standby()], known(1))).toMatchObject({ primary: null });
  expect(chooseRoles([foreign, primary()], known(1))).toMatchObject({ primary: 1 });
});
