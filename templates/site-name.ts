export const siteName = 'enddel'
