//! What a model knows beside its weights, and data sets seen through it.

#[cfg(feature = "std")]
use alloc::borrow::Cow;
use alloc::string::String;

use super::Model;
#[cfg(feature = "std")]
use super::about::About;
use crate::data::{DataError, EncodeError, Names, Scaling, ScalingError, Schema};
#[cfg(feature = "std")]
use crate::data::{Dataset, InputOf, Sample};
use crate::network::Network;
use crate::ports::{Inputs, Outputs};

impl<N: Network> Model<N> {
    /// The same model, which scales what goes into it from now on: in training, in evaluation, in prediction, and after it was
    /// saved and loaded.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! { Net(x: [2]) -> [1] { x -> dense<1> } }
    ///
    /// let train = Dataset::new([[0.0_f32, 10.0], [2.0, 30.0]], [[0.0_f32], [1.0]])?;
    /// let model = Net::init(1).scaled_by(MinMax::fit(&train)?)?;
    /// assert_eq!(model.scaling().unwrap().shifts(), [0.0, 10.0]);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the scaling was fitted to samples of another size.
    pub fn scaled_by(mut self, scaling: Scaling) -> Result<Self, ScalingError> {
        scaling.check(N::Inputs::LEN)?;
        self.about.scaling = Some(scaling);
        Ok(self)
    }

    /// The same model, which encodes rows of text in this way ([`predict_cells`](Self::predict_cells)). A
    /// [`Trainer`](crate::train::Trainer) takes it over from a data set that was read from a table.
    ///
    /// # Errors
    ///
    /// If a row becomes another number of numbers than the network takes.
    pub fn encoding_by(mut self, schema: Schema) -> Result<Self, EncodeError> {
        if schema.numbers() != N::Inputs::LEN {
            let (numbers, takes) = (schema.numbers(), N::Inputs::LEN);
            return Err(EncodeError::Numbers { numbers, sample: N::NAME, takes });
        }
        self.about.schema = Some(schema);
        Ok(self)
    }

    /// The same model with names of columns and classes, which go with it when it is saved. A [`Trainer`](crate::train::Trainer)
    /// takes them over from the data set.
    ///
    /// # Errors
    ///
    /// If there are names, but not one for each number of an input, or for each output. (A single output may tell two classes apart.)
    pub fn named(mut self, names: Names) -> Result<Self, DataError> {
        let check = |what, expected, given: usize, fits| {
            if given == 0 || fits { Ok(()) } else { Err(DataError::Names { what, expected, given }) }
        };
        let (inputs, classes) = (names.inputs.len(), names.classes.len());
        check("inputs", N::Inputs::LEN, inputs, inputs == N::Inputs::LEN)?;
        check("classes", N::Outputs::LEN, classes, super::about::About::fits::<N>(&names.classes))?;
        self.about.names = names;
        Ok(self)
    }

    /// The scaling of what goes in, where there is one.
    pub fn scaling(&self) -> Option<&Scaling> {
        self.about.scaling.as_ref()
    }

    /// What columns and classes are called; nothing where nobody said.
    pub fn names(&self) -> &Names {
        &self.about.names
    }

    /// How rows of text become inputs, where the model was trained on a table.
    pub fn schema(&self) -> Option<&Schema> {
        self.about.schema.as_ref()
    }

    /// What a class is called, where the model knows: `model.class_name(prediction.argmax())`.
    pub fn class_name(&self, class: usize) -> Option<&str> {
        self.about.names.classes.get(class).map(String::as_str)
    }
}

#[cfg(feature = "std")]
impl<N: Network> Model<N> {
    pub(crate) fn about(&self) -> &About {
        &self.about
    }

    pub(crate) fn set_about(&mut self, about: About) {
        self.about = about;
    }

    /// Takes over what the data set tells of columns and classes; what it does not name keeps its name.
    pub(crate) fn note<X: InputOf<N::Inputs, N::T>, Y: Sample>(&mut self, data: &Dataset<X, Y>) {
        self.about.note::<N>(data.names(), data.schema());
    }

    /// The samples as the network takes them: scaled, where the model has a scaling.
    pub fn prepared<'d, X: InputOf<N::Inputs, N::T>, Y: Sample>(
        &self,
        data: &'d Dataset<X, Y>,
    ) -> Cow<'d, Dataset<X, Y>> {
        match &self.about.scaling {
            Some(scaling) => Cow::Owned(data.scaled(scaling).expect("a model's scaling is of the size of its inputs")),
            None => Cow::Borrowed(data),
        }
    }
}
