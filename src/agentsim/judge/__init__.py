"""An optional second opinion by a model. It enters no reward and no cost; what it says is reported beside the detectors."""
