/** Nothing is reached: the EHR comes to us. */
export const check = (): string => 'reads its queue itself';
