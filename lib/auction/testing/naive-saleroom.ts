/**
 * A second, deliberately naive reading of a live sale, sharing no code with the engine: it keeps the list
 * of what was done and not undone, and reads the whole list anew, in BigInt, after each event. What is
 * undone is taken off the list, together with the silent raises of the bid that went.
 */
export interface SaleroomEvent {
  what:
    | 'block'
    | 'max'
    | 'exact'
    | 'floor'
    | 'warn'
    | 'call'
    | 'hold'
    | 'resume'
    | 'step'
    | 'undo'
    | 'sell'
    | 'pass'
    | 'withdraw'
    | 'reopen';
  /** Who bids or buys; 0 is the room. */
  paddle: number;
  amountMinor: number;
  /** The clerk acts on what was so one public change ago. */
  isStale: boolean;
}

/** What the house decided of a generated live lot. */
export interface SaleroomTerms {
  startMinor: number;
  reserveMinor: number | null;
  ladder: readonly { fromMinor: number; stepMinor: number }[];
  tie: 'first' | 'floor';
}

/** What anyone sees of it. */
export interface SaleroomView {
  stage: string;
  priceMinor: number | null;
  /** 0 is the room. */
  leader: number | null;
  isFloor: boolean;
  bidCount: number;
  stepMinor: number | null;
  version: number;
}

interface Done extends SaleroomEvent {
  id: number;
  isUndoable: boolean;
  /** A silent raise: of the bid with this id. */
  raises: number | null;
}

interface Top {
  paddle: number;
  limit: bigint;
  isFloor: boolean;
  bid: number;
}

interface Standing {
  stage: string;
  price: bigint | null;
  top: Top | null;
  bids: number;
  step: bigint | null;
}

const STAGE_AFTER: Record<string, string> = {
  block: 'on-the-block',
  warn: 'fair-warning',
  call: 'final-call',
  hold: 'on-hold',
  resume: 'on-the-block',
};
const CAN_UNDO = 10;

/** One live lot, event after event. */
export class NaiveSaleroom {
  #done: Done[] = [];
  #end: 'sold' | 'passed' | 'withdrawn' | null = null;
  #buyer: number | null = null;
  #version = 1;
  #next = 1;

  constructor(readonly terms: SaleroomTerms) {}

  view(): SaleroomView {
    const { stage, price, top, bids, step } = this.#standing();
    return {
      stage: this.#end ?? stage,
      priceMinor: price === null ? null : Number(price),
      leader: this.#buyer ?? top?.paddle ?? null,
      isFloor: top?.isFloor ?? false,
      bidCount: bids,
      stepMinor: step === null ? null : Number(step),
      version: this.#version,
    };
  }

  /** Whether it was taken. */
  take(event: SaleroomEvent): boolean {
    const silent = this.#raisedInSilence(event);
    const isTaken = this.#try(event);
    if (isTaken && !silent) this.#version += 1;
    return isTaken;
  }

  #stepAt(price: bigint, own: bigint | null): bigint {
    if (own !== null) return own;
    let step = 0n;
    for (const band of this.terms.ladder)
      if (price >= BigInt(band.fromMinor)) step = BigInt(band.stepMinor);
    return step;
  }

  /** Everything on the list, from the first. */
  #standing(): Standing {
    let at: Standing = { stage: 'pre-sale', price: null, top: null, bids: 0, step: null };
    for (const done of this.#done) {
      if (done.raises !== null) {
        if (at.top) at = { ...at, top: { ...at.top, limit: BigInt(done.amountMinor) } };
      } else if (done.what === 'step') {
        at = { ...at, step: done.amountMinor === 0 ? null : BigInt(done.amountMinor) };
      } else if (['max', 'exact', 'floor'].includes(done.what)) {
        const after = this.#bid(at, done);
        if (after) at = { ...after, stage: 'on-the-block' };
      } else at = { ...at, stage: STAGE_AFTER[done.what] ?? at.stage };
    }
    return at;
  }

  /** The standing after a bid, null where its amount will not do. */
  #bid(at: Standing, bid: Done): Standing | null {
    const limit = BigInt(bid.amountMinor);
    const isFloor = bid.what === 'floor';
    const own: Top = { paddle: bid.paddle, limit, isFloor, bid: bid.id };
    const { price, top, step } = at;
    if (price === null || top === null) {
      if (limit < BigInt(this.terms.startMinor)) return null;
      const opened = bid.what === 'max' ? BigInt(this.terms.startMinor) : limit;
      return this.#reserved({ ...at, price: opened, top: own, bids: at.bids + 1 });
    }
    if (bid.paddle !== 0 && top.paddle === bid.paddle) {
      if (bid.what !== 'max' || limit <= top.limit) return null;
      const raised = this.#reserved({ ...at, top: { ...top, limit } });
      if (raised.price === price) return raised;
      return { ...raised, top: { ...top, limit, bid: bid.id }, bids: at.bids + 1 };
    }
    const isPreferred = this.terms.tie === 'floor' && isFloor && !top.isFloor;
    const least = isPreferred ? price : price + this.#stepAt(price, step);
    if (limit < least) return null;
    const wins = limit > top.limit || (isPreferred && limit === top.limit);
    const [high, low] = wins ? [limit, top.limit] : [top.limit, limit];
    const over = low + this.#stepAt(low, step);
    const duelled = over < high ? over : high;
    const next = wins && bid.what !== 'max' ? limit : duelled;
    return this.#reserved({ ...at, price: next, top: wins ? own : top, bids: at.bids + 1 });
  }

  #reserved(at: Standing): Standing {
    const { reserveMinor } = this.terms;
    if (reserveMinor === null || at.top === null || at.price === null) return at;
    const reserve = BigInt(reserveMinor);
    return at.top.limit >= reserve && at.price < reserve ? { ...at, price: reserve } : at;
  }

  #isGood(at: Standing): boolean {
    if (at.price === null) return false;
    return this.terms.reserveMinor === null || at.price >= BigInt(this.terms.reserveMinor);
  }

  /** The bid that this one would raise without anybody seeing it, or null. */
  #raisedInSilence(event: SaleroomEvent): Top | null {
    const at = this.#standing();
    if (event.what !== 'max' || this.#end || at.top?.paddle !== event.paddle) return null;
    const after = this.#bid(at, { ...event, id: 0, isUndoable: false, raises: null });
    return after && after.price === at.price ? at.top : null;
  }

  #push(event: SaleroomEvent, raises: number | null = null): true {
    this.#done.push({ ...event, id: this.#next, isUndoable: raises === null, raises });
    this.#next += 1;
    const undoable = this.#done.filter(({ isUndoable }) => isUndoable);
    if (undoable.length > CAN_UNDO && undoable[0]) undoable[0].isUndoable = false;
    return true;
  }

  #try(event: SaleroomEvent): boolean {
    const { what, isStale, paddle } = event;
    const at = this.#standing();
    if (what === 'reopen') return this.#reopen();
    if (this.#end) return false;
    const isCalled = ['on-the-block', 'fair-warning', 'final-call'].includes(at.stage);
    const isUp = isCalled || at.stage === 'on-hold';
    switch (what) {
      case 'block':
        return at.stage === 'pre-sale' && this.#push(event);
      case 'warn':
        return at.stage === 'on-the-block' && this.#push(event);
      case 'call':
        return at.stage === 'fair-warning' && this.#push(event);
      case 'hold':
        return isCalled && this.#push(event);
      case 'resume':
        return at.stage === 'on-hold' && this.#push(event);
      case 'step': {
        const asked = event.amountMinor === 0 ? null : BigInt(event.amountMinor);
        return isUp && asked !== at.step && this.#push(event);
      }
      case 'undo':
        return isUp && !isStale && this.#undo();
      case 'withdraw':
        this.#end = 'withdrawn';
        return true;
      case 'sell': {
        if (isStale || at.stage !== 'final-call' || !this.#isGood(at)) return false;
        if ((at.top?.paddle === 0) !== (paddle !== 0)) return false;
        this.#end = 'sold';
        this.#buyer = paddle === 0 ? null : paddle;
        return true;
      }
      case 'pass': {
        if (isStale || !isCalled || this.#isGood(at)) return false;
        this.#end = 'passed';
        return true;
      }
      default: {
        if (!isCalled) return false;
        const raised = this.#raisedInSilence(event);
        if (raised) return this.#push(event, raised.bid);
        const bid = { ...event, id: this.#next, isUndoable: true, raises: null };
        return this.#bid(at, bid) !== null && this.#push(event);
      }
    }
  }

  #undo(): boolean {
    const last = this.#done.findLast(({ isUndoable }) => isUndoable);
    if (!last) return false;
    this.#done = this.#done.filter((one) => one !== last && one.raises !== last.id);
    return true;
  }

  /** After the hammer, on the block: as if nobody had been warned. */
  #reopen(): boolean {
    if (this.#end !== 'sold' && this.#end !== 'passed') return false;
    this.#end = null;
    this.#buyer = null;
    this.#done = this.#done.filter(({ what }) => what !== 'warn' && what !== 'call');
    return true;
  }
}
