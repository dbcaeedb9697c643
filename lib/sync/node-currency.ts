/**
 * What a node may claim about what it holds (ANT2, PSH7). `starting`: registered nowhere yet.
 * `comparing`: registered, a comparison with a master is owed or under way. `current`: compared
 * since, and in touch. `rejoining`: the epoch rose and no master of it answered a register since; what
 * was registered before may be among what a promotion lost (NOD1). `cut-off`: no master was reached
 * for too long, so notices may be missing.
 */
export type NodeCurrency = 'starting' | 'comparing' | 'current' | 'rejoining' | 'cut-off';

/**
 * `reached`: a master answered a register or beat. `compared`: a comparison begun after the last
 * `reached`-from-nowhere, resync or raised epoch has ended well. `resync`: a master lost its buffer
 * (NTF5). `epoch-raised`: a higher epoch was heard (EPO2). `lost`: no master answered for too long.
 */
export type NodeEvent = 'reached' | 'compared' | 'resync' | 'epoch-raised' | 'lost';

/** Every state under every event; a missing cell is a type error. */
export const NODE_CURRENCY: Record<NodeCurrency, Record<NodeEvent, NodeCurrency>> = {
  starting: {
    reached: 'comparing',
    compared: 'starting',
    resync: 'starting',
    'epoch-raised': 'starting',
    lost: 'starting',
  },
  comparing: {
    reached: 'comparing',
    compared: 'current',
    resync: 'comparing',
    'epoch-raised': 'rejoining',
    lost: 'cut-off',
  },
  current: {
    reached: 'current',
    compared: 'current',
    resync: 'comparing',
    'epoch-raised': 'rejoining',
    lost: 'cut-off',
  },
  // Whoever is not registered is not told: what it compares meanwhile may be outdated at once.
  rejoining: {
    reached: 'comparing',
    compared: 'rejoining',
    resync: 'rejoining',
    'epoch-raised': 'rejoining',
    lost: 'cut-off',
  },
  // A comparison begun before the cut proves nothing about what was missed since.
  'cut-off': {
    reached: 'comparing',
    compared: 'cut-off',
    resync: 'cut-off',
    'epoch-raised': 'cut-off',
    lost: 'cut-off',
  },
};

/** Only a current node sends digests in its beats; pages behind any other turn stale by silence. */
export const NODE_MEANS: Record<NodeCurrency, { claimsCurrent: boolean; isReady: boolean }> = {
  starting: { claimsCurrent: false, isReady: false },
  comparing: { claimsCurrent: false, isReady: true },
  current: { claimsCurrent: true, isReady: true },
  rejoining: { claimsCurrent: false, isReady: true },
  'cut-off': { claimsCurrent: false, isReady: false },
};

/** The state that follows. */
export const nextNodeCurrency = (state: NodeCurrency, event: NodeEvent): NodeCurrency =>
  NODE_CURRENCY[state][event];
