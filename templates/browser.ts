import './styles/tokens.css'
import './styles/site.css'
import { startLive } from 'enddel/client'

startLive()
