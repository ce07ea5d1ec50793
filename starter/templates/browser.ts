import { startLive } from 'enddel/client'
import './styles.css'

startLive()
