/** Numbers that fit an unsigned 32-bit sequence (NTF1). */
export const SEQ_COUNT = 0x1_0000_0000;

/** The seq after this one: +1, wrapping from 2³² − 1 to 0 (NTF1). Seqs are never ordered, only compared for equality. */
export const nextSeq = (seq: number, count = SEQ_COUNT): number => (seq + 1) % count;
