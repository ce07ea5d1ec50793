import './styles/tokens.css'
import './styles/site.css'
