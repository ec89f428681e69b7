/** Connects to nothing, because the EHR reads from us. */
export const check = (): string => 'reads its queue itself';
