import type { AllMessages } from './en-more.ts';
import { messages as brazilian } from './pt-BR.ts';

/** European Portuguese, where it differs from Brazilian. */
export const messages: AllMessages = {
  ...brazilian,
  observedHint: 'Liquidações comunicadas pelas bolsas.',
  live: 'Em direto',
  liveHint: 'Dados das bolsas até à última vela fechada.',
  replay: 'REPETIÇÃO',
  staleHint: 'Não chegaram dados mais recentes; mostra-se o último que chegou.',
  longs: 'longos',
  shorts: 'curtos',
  notRecorded: 'não registado',
  from: '{percent} face a {price}',
  loading: 'A carregar {symbol} …',
  retry: 'Tentar de novo',
  summaryShorts: 'O grande grupo mais próximo acima: {usd} de curtos em torno de {price} ({percent}).',
  summaryLongs: 'O grande grupo mais próximo abaixo: {usd} de longos em torno de {price} ({percent}).',
  summaryHistory: 'Liquidado neste período ({from} – {to} UTC): {longs} de longos, {shorts} de curtos.',
  long: 'Longo',
  short: 'Curto',
  exchange: 'Bolsa',
  assumed: 'sobretudo suposição (tracejado)',
  whatIfLongs: 'A {price} ({percent}): {usd} de longos varridos',
  whatIfShorts: 'A {price} ({percent}): {usd} de curtos varridos',
  position: 'A minha posição',
  share: 'Copiar ligação',
  next: 'Seguinte',
  noSkill: 'acerto ainda por demonstrar',
  scoreHint: 'Como acertaram as previsões passadas face ao mero percurso do preço, em {days} dias.',
  seen: 'registado',
  silent: 'ainda sem dados',
};
