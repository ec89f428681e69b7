/** HTTP headers between a gateway and `POST /v1/messages`: docs/gateway.md. */
export const labwireHeaders = {
  /** Of an answer: the message's id, and what became of it. */
  messageId: 'labwire-message-id',
  outcome: 'labwire-outcome',
  /** Of a request: how the gateway knows who sent the message; it may name a person. */
  sender: 'labwire-sender',
  /** Of a request: `application` where the sender wants the application's acknowledgment. */
  acknowledgment: 'labwire-acknowledgment',
} as const;
